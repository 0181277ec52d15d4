import type { Step } from '../../../lib/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import {
  loadUnit,
  needsReload,
  readUnit,
  SYSTEMD_SERVICE,
  type UnitAnswer,
  type UnitJob,
} from '../../../machine/daemons/index.ts';
import { parseUnitFile, type Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { profileOf } from '../traffic/profile.ts';
import { editUnits } from './systemctl-edit.ts';
import { formatUnitStatus } from './unit-status.ts';

const FLAGS = [
  { names: ['-l', '--full'], summary: 'do not cut lines' },
  { names: ['--no-pager'], summary: 'no pager' },
  { names: ['-q', '--quiet'], summary: 'no output' },
  { names: ['-n', '--lines'], argument: 'N', summary: 'journal lines in status' },
  { names: ['--now'], summary: 'start or stop as well' },
  { names: ['-a', '--all'], summary: 'all units' },
  { names: ['-t', '--type'], argument: 'TYPE', summary: 'kind of unit' },
  { names: ['--state'], argument: 'STATE', summary: 'state', unmodelled: true },
  { names: ['-s', '--signal'], argument: 'SIGNAL', summary: 'signal for kill' },
  { names: ['-p', '--property'], argument: 'NAME', summary: 'property for show' },
] as const;

const unitName = (word: string) => (/\.[a-z]+$/.test(word) ? word : `${word}.service`);

function* ask(sys: Sys, job: UnitJob): Step<UnitAnswer> {
  const answer = yield* sys.request(SYSTEMD_SERVICE, job);
  return isFailure(answer) ? { ok: false, error: 'failed' } : (answer as UnitAnswer);
}

function* main(sys: Sys): Step<number> {
  const parsed = parseArguments({ flags: FLAGS }, sys.args);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'systemctl', parsed.flag);
    yield* sys.write(
      2,
      `systemctl: ${parsed.flag.startsWith('--') ? `unrecognized option '${parsed.flag}'` : `invalid option -- '${parsed.flag.slice(1)}'`}\n`,
    );
    return 1;
  }
  const [verb = 'list-units', ...names] = parsed.operands;
  switch (verb) {
    case 'daemon-reload':
      yield* ask(sys, { verb, unit: '' });
      return 0;
    case 'reboot':
      yield* ask(sys, { verb, unit: '' });
      return 0;
    case 'start':
    case 'stop':
    case 'restart':
    case 'reload':
    case 'reset-failed':
    case 'kill':
      return yield* change(sys, verb, names, parsed.flags.get('-s'));
    case 'enable':
    case 'disable':
      return yield* enable(sys, verb, names, parsed.flags.has('--now'));
    case 'status':
      return yield* status(sys, names, {
        lines: Number(parsed.flags.get('-n') ?? 10),
        full: parsed.flags.has('-l'),
        quiet: parsed.flags.has('-q'),
        pager: !parsed.flags.has('--no-pager'),
      });
    case 'is-active':
    case 'is-enabled':
    case 'is-failed':
      return yield* query(sys, verb, names, parsed.flags.has('-q'));
    case 'cat':
      return yield* cat(sys, names);
    case 'show':
      return yield* show(
        sys,
        names,
        parsed.all.filter((f) => f.name === '-p').map((f) => f.value),
      );
    case 'list-units':
      return yield* listUnits(sys);
    case 'edit':
      return yield* editUnits(sys, names.map(unitName), parsed.flags.has('-l'), () =>
        ask(sys, { verb: 'daemon-reload', unit: '' }),
      );
    case 'mask':
    case 'unmask':
    case 'list-unit-files':
    case 'poweroff':
    case 'halt':
    case 'isolate':
    case 'list-dependencies':
    case 'try-restart':
    case 'reload-or-restart':
      return yield* notModelled(sys, 'systemctl', verb);
    default:
      yield* sys.write(2, `Unknown operation '${verb}'.\n`);
      return 1;
  }
}

function* change(sys: Sys, verb: UnitJob['verb'], names: readonly string[], signal?: string): Step<number> {
  if (names.length === 0) {
    yield* sys.write(2, 'Too few arguments.\n');
    return 1;
  }
  let result = 0;
  for (const word of names) {
    const name = unitName(word);
    const known = loadUnit(sys.node, name);
    // Only what makes a job warns (`start_unit_one`).
    if (known && verb !== 'reset-failed' && verb !== 'kill' && needsReload(sys.node, known))
      yield* sys.write(2, changedOnDisk(sys, name));
    const answer = yield* ask(sys, {
      verb,
      unit: name,
      signal: signal === undefined ? undefined : (`SIG${signal.replace(/^SIG/, '')}` as UnitJob['signal']),
    });
    if (answer.ok) continue;
    result = answer.error === 'not-found' ? 5 : 1;
    yield* sys.write(2, failureText(sys, verb, name, answer));
  }
  return result;
}

/** systemctl.c, `warn_unit_file_changed`: that of 219, and that of 252 (the same since 230). */
function changedOnDisk(sys: Sys, unit: string): string {
  const what =
    profileOf(sys) === 'centos7' ? unit : `The unit file, source configuration file or drop-ins of ${unit}`;
  return `Warning: ${what} changed on disk. Run 'systemctl daemon-reload' to reload units.\n`;
}

function failureText(sys: Sys, verb: string, name: string, answer: UnitAnswer): string {
  if (answer.error === 'not-found') return `Failed to ${verb} ${name}: Unit not found.\n`;
  if (answer.error === 'no-reload')
    return `Failed to reload ${name}: Job type reload is not applicable for unit ${name}.\nSee system logs and 'systemctl status ${name}' for details.\n`;
  if (!sys.node.services.has(SYSTEMD_SERVICE)) return 'Failed to connect to bus: No such file or directory\n';
  return `Job for ${name} failed because the control process exited with error code. See "systemctl status ${name}" and "journalctl -xe" for details.\n`;
}

function* enable(sys: Sys, verb: 'enable' | 'disable', names: readonly string[], now: boolean): Step<number> {
  for (const word of names) {
    const name = unitName(word);
    const before = loadUnit(sys.node, name);
    if (!before) {
      yield* sys.write(2, `Failed to execute operation: No such file or directory\n`);
      return 1;
    }
    const link = `/etc/systemd/system/multi-user.target.wants/${name}`;
    const was = before.enabled;
    yield* ask(sys, { verb, unit: name });
    if (verb === 'enable' && !was)
      yield* sys.write(2, `Created symlink from ${link} to ${before.fragmentPath}.\n`);
    if (verb === 'disable' && was) yield* sys.write(2, `Removed symlink ${link}.\n`);
    if (now) yield* ask(sys, { verb: verb === 'enable' ? 'start' : 'stop', unit: name });
  }
  return 0;
}

function* query(sys: Sys, verb: string, names: readonly string[], quiet: boolean): Step<number> {
  let result = 0;
  for (const word of names) {
    const unit = loadUnit(sys.node, unitName(word));
    const text =
      verb === 'is-enabled'
        ? unit
          ? unit.enabled
            ? 'enabled'
            : 'disabled'
          : undefined
        : (unit?.state ?? 'unknown');
    if (text === undefined) {
      yield* sys.write(2, `Failed to get unit file state for ${unitName(word)}: No such file or directory\n`);
      return 1;
    }
    if (!quiet) yield* sys.write(1, `${text}\n`);
    const good = verb === 'is-failed' ? text === 'failed' : text === 'active' || text === 'enabled';
    if (!good) result = verb === 'is-active' ? 3 : 1;
  }
  return result;
}

function* cat(sys: Sys, names: readonly string[]): Step<number> {
  for (const word of names) {
    const found = readUnit(sys.node, unitName(word));
    if (!found) {
      yield* sys.write(2, `No files found for ${unitName(word)}.\n`);
      return 1;
    }
    for (const path of [found.path, ...found.dropIns]) {
      const text = yield* sys.readFile(path);
      yield* sys.write(1, `# ${path}\n${isFailure(text) ? '' : text}`);
    }
  }
  return 0;
}

function* show(sys: Sys, names: readonly string[], properties: readonly string[]): Step<number> {
  for (const word of names) {
    const unit = loadUnit(sys.node, unitName(word));
    const file = unit && parseUnitFile(unit.loaded);
    const values: Record<string, string> = {
      Id: unitName(word),
      LoadState: unit ? 'loaded' : 'not-found',
      ActiveState: unit?.state ?? 'inactive',
      SubState: unit?.subState ?? 'dead',
      MainPID: String(unit?.mainPid ?? 0),
      FragmentPath: unit?.fragmentPath ?? '',
      DropInPaths: unit?.dropIns.join(' ') ?? '',
      Description: file?.description ?? unitName(word),
      NeedDaemonReload: unit && needsReload(sys.node, unit) ? 'yes' : 'no',
      Result: unit?.result ?? 'success',
      ExecStart: file
        ? `{ path=${file.execStart[0]?.split(' ')[0]} ; argv[]=${file.execStart[0]} ; ignore_errors=no }`
        : '',
    };
    for (const wanted of properties.length > 0
      ? properties.flatMap((p) => p.split(','))
      : Object.keys(values))
      if (wanted in values) yield* sys.write(1, `${wanted}=${values[wanted]}\n`);
  }
  return 0;
}

function* listUnits(sys: Sys): Step<number> {
  const rows = [...sys.node.units.values()]
    .filter((u) => u.state !== 'inactive')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  yield* sys.write(1, '  UNIT                LOAD   ACTIVE SUB     DESCRIPTION\n');
  for (const unit of rows)
    yield* sys.write(
      1,
      `${unit.state === 'failed' ? '●' : ' '} ${unit.name.padEnd(19)} loaded ${unit.state.padEnd(6)} ${unit.subState.padEnd(7)} ${parseUnitFile(unit.loaded).description}\n`,
    );
  yield* sys.write(1, `\n${rows.length} loaded units listed.\n`);
  return 0;
}

/**
 * At a terminal systemd 219 cuts what is too long (systemctl.c, get_output_flags: `status` has no pager there); the newer one
 * shows it whole through its pager.
 */
function* status(
  sys: Sys,
  names: readonly string[],
  options: { lines: number; full: boolean; quiet: boolean; pager: boolean },
): Step<number> {
  // The warning comes after the text (`print_status_info`), but the newer one's pager and a pipe hold the text back until the end.
  const held = !sys.isTerminal(1) || (options.pager && profileOf(sys) !== 'centos7');
  const cuts = sys.isTerminal(1) && !options.full && profileOf(sys) === 'centos7';
  const columns = cuts ? sys.windowSize().columns : undefined;
  let ellipsized = false;
  let result = 0;
  for (const word of names) {
    const name = unitName(word);
    const unit = loadUnit(sys.node, name);
    if (!unit) {
      yield* sys.write(2, `Unit ${name} could not be found.\n`);
      result = 4;
      continue;
    }
    const warning = needsReload(sys.node, unit) ? changedOnDisk(sys, name) : '';
    const block = formatUnitStatus(sys, unit, options.lines, columns);
    ellipsized ||= block.ellipsized;
    if (held) yield* sys.write(2, warning);
    yield* sys.write(1, block.text);
    if (!held) yield* sys.write(2, warning);
    if (unit.state !== 'active') result = 3;
  }
  if (ellipsized && !options.quiet)
    yield* sys.write(1, 'Hint: Some lines were ellipsized, use -l to show in full.\n');
  return result;
}

const VERBS = [
  'start',
  'stop',
  'restart',
  'reload',
  'status',
  'cat',
  'show',
  'enable',
  'disable',
  'edit',
  'daemon-reload',
  'is-active',
  'is-enabled',
  'reboot',
];

export const systemctl: CommandSpec = {
  name: 'systemctl',
  profiles: ['centos7', 'debian12'],
  summary: 'control systemd units',
  usage: ['systemctl [OPTIONS] COMMAND [UNIT...]'],
  flags: FLAGS,
  words: VERBS,
  complete: ({ node }, words) => (words.length <= 1 ? VERBS : [...node.units.keys()]),
  run: main,
};
