import type { Step } from '../../../lib/index.ts';
import { isFailure, type JournalEntry } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { profileOf } from '../traffic/profile.ts';
import { stampText, wallClock } from './clock-text.ts';
import { readMoment } from './moment.ts';
import { formatSyslogLine } from './syslog-line.ts';

const FLAGS = [
  { names: ['-u', '--unit'], argument: 'UNIT', summary: 'lines of a unit' },
  { names: ['-f', '--follow'], summary: 'go on with new lines' },
  { names: ['-n', '--lines'], argument: 'N', summary: 'only the last lines' },
  { names: ['-e', '--pager-end'], summary: 'the last thousand lines' },
  { names: ['-x', '--catalog'], summary: 'accepted' },
  { names: ['-r', '--reverse'], summary: 'newest first' },
  { names: ['-k', '--dmesg'], summary: 'lines of the kernel' },
  { names: ['-b', '--boot'], argument: 'N', optional: true, summary: 'this boot, or -1 for the one before' },
  { names: ['-p', '--priority'], argument: 'LEVEL', summary: 'this level and worse' },
  { names: ['-t', '--identifier'], argument: 'NAME', summary: 'lines of a program' },
  { names: ['-S', '--since'], argument: 'TIME', summary: 'from then on' },
  { names: ['-U', '--until'], argument: 'TIME', summary: 'until then' },
  { names: ['-o', '--output'], argument: 'FORM', summary: 'short, short-iso or cat' },
  { names: ['-q', '--quiet'], summary: 'no remarks' },
  { names: ['-l', '--full'], summary: 'accepted' },
  { names: ['-a', '--all'], summary: 'accepted' },
  { names: ['--no-pager'], summary: 'accepted' },
  { names: ['-g', '--grep'], argument: 'PATTERN', summary: 'pattern', unmodelled: true },
  { names: ['--list-boots'], summary: 'boots', unmodelled: true },
  { names: ['--disk-usage'], summary: 'size', unmodelled: true },
  { names: ['-D', '--directory'], argument: 'PATH', summary: 'other journal', unmodelled: true },
] as const;

const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
/** How often `-f` looks for new lines, microseconds. */
const FOLLOW = 100_000;

function* main(sys: Sys): Step<number> {
  // `-b -1` and `-b` are both right, which getopt's optional arguments cannot say.
  const words = sys.args.flatMap((word, i) =>
    (sys.args[i - 1] === '-b' || sys.args[i - 1] === '--boot') && /^-?\d+$/.test(word) ? [] : [word],
  );
  const boot = sys.args.find((word, i) => ['-b', '--boot'].includes(sys.args[i - 1]) && /^-?\d+$/.test(word));
  const parsed = parseArguments({ flags: FLAGS }, words);
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'journalctl', parsed.flag);
    const letter = parsed.flag.replace(/^-+/, '');
    const long = parsed.flag.startsWith('--');
    yield* sys.write(
      2,
      `journalctl: ${parsed.kind === 'missing' ? `option requires an argument -- '${letter}'` : long ? `unrecognized option '${parsed.flag}'` : `invalid option -- '${letter}'`}\n`,
    );
    return 1;
  }
  if (sys.process.namespaces.pid !== '') {
    yield* sys.write(2, 'No journal files were found.\n');
    yield* sys.write(1, '-- No entries --\n');
    return 0;
  }
  if (parsed.operands.length > 0) return yield* notModelled(sys, 'journalctl', parsed.operands[0]);
  const form = parsed.flags.get('-o') ?? 'short';
  if (!['short', 'short-iso', 'cat'].includes(form))
    return yield* notModelled(sys, 'journalctl', `-o ${form}`);
  const since = parsed.flags.get('-S');
  const until = parsed.flags.get('-U');
  const from = since === undefined ? undefined : readMoment(sys.world, since);
  const to = until === undefined ? undefined : readMoment(sys.world, until);
  if ((since !== undefined && from === undefined) || (until !== undefined && to === undefined)) {
    yield* sys.write(
      2,
      `Failed to parse timestamp: ${from === undefined && since !== undefined ? since : until}\n`,
    );
    return 1;
  }
  const level = parsed.flags.get('-p');
  const priority = level === undefined ? 7 : /^\d$/.test(level) ? Number(level) : LEVELS.indexOf(level);
  if (priority < 0) {
    yield* sys.write(2, `Unknown log level ${level}\n`);
    return 1;
  }
  const units = parsed.all
    .filter((f) => f.name === '-u')
    .map((f) => (/\.[a-z]+$/.test(f.value) ? f.value : `${f.value}.service`));
  const wantedBoot =
    parsed.flags.has('-b') || parsed.flags.has('-k')
      ? bootOf(sys, boot ?? parsed.flags.get('-b') ?? '')
      : undefined;
  const kernel = parsed.flags.has('-k');
  const program = parsed.flags.get('-t');
  const wanted = (entry: JournalEntry) =>
    entry.priority <= priority &&
    (units.length === 0 || units.includes(entry.unit)) &&
    (!kernel || entry.identifier === 'kernel') &&
    (program === undefined || entry.identifier === program) &&
    (wantedBoot === undefined || entry.bootId === wantedBoot) &&
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at <= to);
  return yield* show(sys, wanted, {
    form,
    follow: parsed.flags.has('-f'),
    reverse: parsed.flags.has('-r'),
    quiet: parsed.flags.has('-q'),
    last: parsed.flags.has('-n')
      ? Number(parsed.flags.get('-n'))
      : parsed.flags.has('-f')
        ? 10
        : parsed.flags.has('-e')
          ? 1000
          : undefined,
  });
}

function bootOf(sys: Sys, text: string): number {
  const number = text === '' ? 0 : Number(text);
  return number <= 0 ? sys.node.bootCount + number : number - 1;
}

interface View {
  form: string;
  follow: boolean;
  reverse: boolean;
  quiet: boolean;
  last: number | undefined;
}

function* show(sys: Sys, wanted: (entry: JournalEntry) => boolean, view: View): Step<number> {
  const { node, world } = sys;
  const all = node.journal.filter(wanted);
  const rows = view.last === undefined ? all : all.slice(Math.max(0, all.length - view.last));
  if (view.reverse) rows.reverse();
  const first = node.journal[0];
  const end = node.journal.at(-1);
  // The line about the journal's span went away with systemd 250.
  if (first && end && !view.quiet && profileOf(sys) === 'centos7' && view.form !== 'cat')
    yield* sys.write(
      1,
      view.follow
        ? `-- Logs begin at ${stampText(world, first.at)}. --\n`
        : `-- Logs begin at ${stampText(world, first.at)}, end at ${stampText(world, end.at)}. --\n`,
    );
  let before: JournalEntry | undefined;
  for (const entry of rows) {
    if (before && before.bootId !== entry.bootId && !view.quiet) yield* sys.write(1, '-- Reboot --\n');
    if (isFailure(yield* sys.write(1, lineOf(sys, entry, view.form)))) return 0;
    before = entry;
  }
  if (rows.length === 0 && !view.quiet && !view.follow) yield* sys.write(1, '-- No entries --\n');
  if (!view.follow) return 0;
  let seen = node.journal.at(-1);
  for (;;) {
    if ((yield* sys.sleep(FOLLOW)) !== 'elapsed') return 130;
    const at = seen === undefined ? -1 : node.journal.lastIndexOf(seen);
    for (const entry of node.journal.slice(at + 1))
      if (wanted(entry)) yield* sys.write(1, lineOf(sys, entry, view.form));
    seen = node.journal.at(-1);
  }
}

function lineOf(sys: Sys, entry: JournalEntry, form: string): string {
  if (form === 'cat') return `${entry.message}\n`;
  const line = formatSyslogLine(sys.world, entry);
  if (form === 'short') return line;
  const offset = sys.world.utcOffset;
  const zone = `${offset < 0 ? '-' : '+'}${String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0')}${String(Math.abs(offset) % 60).padStart(2, '0')}`;
  return `${wallClock(sys.world, entry.at).toISOString().slice(0, 19)}${zone}${line.slice(15)}`;
}

export const journalctl: CommandSpec = {
  name: 'journalctl',
  profiles: ['centos7', 'debian12'],
  summary: 'show the journal',
  usage: ['journalctl [-u UNIT] [-f] [-n N] [-b] [-k] [-p LEVEL] [--since TIME]'],
  flags: FLAGS,
  complete: ({ node }, words) => (words.at(-2) === '-u' ? [...node.units.keys()] : []),
  run: main,
};
