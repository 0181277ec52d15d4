import { hashKey, type Step } from '../../../lib/index.ts';
import { isFailure, strerror } from '../../../model/state/index.ts';
import { readUnit } from '../../../machine/daemons/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { profileOf } from '../traffic/profile.ts';

const PLACE = '/etc/systemd/system';
/** What systemd tries where no variable names an editor (systemctl-edit.c, `run_editor_child`). */
const EDITORS = ['editor', 'nano', 'vim', 'vi'];
const VARIABLES = ['SYSTEMD_EDITOR', 'EDITOR', 'VISUAL'];

const DISCARDED = '### Lines below this comment will be discarded';
const KEPT = '### Anything between here and the comment below will become the new contents of the file';

/**
 * `systemctl edit`: a drop-in `override.conf` (with `--full` the unit itself) is edited in a temporary file, put in place when it is
 * not empty, and systemd reads its units anew. 252 shows the unit as a comment below the new text, 219 an empty file (systemctl.c,
 * `edit`; systemctl-edit.c of 252).
 */
export function* editUnits(
  sys: Sys,
  names: readonly string[],
  full: boolean,
  reload: () => Step<unknown>,
): Step<number> {
  if (!sys.isTerminal(0) || !sys.isTerminal(1)) {
    yield* sys.write(2, 'Cannot edit units if not on a tty.\n');
    return 1;
  }
  if (names.length === 0) {
    yield* sys.write(2, 'Too few arguments.\n');
    return 1;
  }
  for (const name of names) {
    const status = yield* editOne(sys, name, full);
    if (status !== 0) return status;
  }
  yield* reload();
  return 0;
}

function* editOne(sys: Sys, name: string, full: boolean): Step<number> {
  const found = readUnit(sys.node, name);
  if (!found) {
    yield* sys.write(
      2,
      `No files found for ${name}.\nRun 'systemctl edit --force ${name}' to create a new unit.\n`,
    );
    return 1;
  }
  const recent = profileOf(sys) === 'debian12';
  const directory = full ? PLACE : `${PLACE}/${name}.d`;
  const path = full ? `${PLACE}/${name}` : `${directory}/override.conf`;
  const now = yield* sys.readFile(full ? found.path : path);
  const before = isFailure(now) ? '' : now;
  yield* sys.makeDirectory(directory);
  const random = hashKey(sys.world.seed, 'systemctl-edit', sys.process.pid)
    .toString(16)
    .padStart(16, '0')
    .slice(0, 16);
  const temporary = `${directory}/.#${full ? name : 'override.conf'}${random}`;
  const failure = yield* sys.writeFile(
    temporary,
    full || !recent ? before : yield* template(sys, path, found, before),
  );
  if (failure) {
    yield* sys.write(2, `Failed to create temporary file ${temporary}: ${strerror(failure.errno)}\n`);
    return 1;
  }
  const edited = yield* runEditor(sys, temporary);
  const text = edited ? yield* sys.readFile(temporary) : '';
  yield* sys.unlink(temporary);
  if (!edited) return 1;
  const kept = keptText(isFailure(text) ? '' : text, full || !recent);
  if (kept.trim() === '') {
    yield* sys.write(2, `Editing "${path}" canceled: temporary file is empty.\n`);
    if (!full) yield* sys.removeDirectory(directory);
    return 0;
  }
  yield* sys.writeFile(path, kept, { mode: 0o644 });
  return 0;
}

/** What 252 opens: the text there is between two comments, and the unit's files, commented out, below. */
function* template(
  sys: Sys,
  path: string,
  unit: { path: string; dropIns: readonly string[] },
  before: string,
): Step<string> {
  let text = `### Editing ${path}\n${KEPT}\n\n${before}\n\n${DISCARDED}\n`;
  for (const file of [unit.path, ...unit.dropIns.filter((one) => one !== path)]) {
    const content = yield* sys.readFile(file);
    const rows = (isFailure(content) ? '' : content).replace(/\n$/, '').split('\n');
    text += `\n### ${file}\n${rows.map((row) => (row === '' ? '#\n' : `# ${row}\n`)).join('')}`;
  }
  return text;
}

function keptText(text: string, whole: boolean): string {
  if (whole) return text;
  const start = text.indexOf(KEPT);
  const end = text.indexOf(DISCARDED);
  const inner = text.slice(start < 0 ? 0 : start + KEPT.length, end < 0 ? undefined : end).trim();
  return inner === '' ? '' : `${inner}\n`;
}

/** Runs the person's editor, or the first there is; false when it failed. */
function* runEditor(sys: Sys, path: string): Step<boolean> {
  const named = VARIABLES.map((name) => sys.process.env[name]).find((value) => value);
  for (const editor of named === undefined ? EDITORS : [named]) {
    const words = editor.trim().split(/\s+/);
    const pid = yield* sys.spawn({ argv: [...words, path] });
    if (isFailure(pid)) continue;
    const ended = yield* sys.wait(pid);
    const status = isFailure(ended) ? 1 : ended.status;
    if (status === 0) return true;
    yield* sys.write(2, `${words[0]} failed with exit status ${status}.\n`);
    return false;
  }
  yield* sys.write(
    2,
    'Cannot edit unit(s), no editor available. Please set either $SYSTEMD_EDITOR, $EDITOR or $VISUAL.\n',
  );
  return false;
}
