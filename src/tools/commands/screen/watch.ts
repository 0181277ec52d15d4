import type { Step } from '../../../lib/index.ts';
import { isFailure, type ScreenPicture } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { formatDate } from '../../shell/index.ts';
import { localSeconds } from '../net/wall-clock.ts';
import {
  type CommandSpec,
  isArgumentProblem,
  notModelled,
  type ParsedArguments,
  parseArguments,
} from '../spec.ts';
import { isBusybox, profileOf } from '../traffic/profile.ts';
import { FullScreen } from './full-screen.ts';

const FLAGS = [
  { names: ['-n', '--interval'], argument: 'SECS', summary: 'seconds to wait between updates' },
  { names: ['-d', '--differences'], argument: 'PERMANENT', optional: true, summary: 'highlight changes' },
  { names: ['-t', '--no-title'], summary: 'turn off header' },
  { names: ['-g', '--chgexit'], summary: 'exit when the output changes' },
  { names: ['-e', '--errexit'], summary: 'exit if the command has a non-zero exit' },
  { names: ['-x', '--exec'], summary: 'pass command to exec instead of "sh -c"' },
  { names: ['-h', '--help'], summary: 'this list' },
  { names: ['-v', '--version'], summary: 'version' },
  { names: ['-b', '--beep'], summary: 'beep if the command has a non-zero exit', unmodelled: true },
  { names: ['-c', '--color'], summary: 'colours', unmodelled: true },
  { names: ['-p', '--precise'], summary: 'run in precise intervals', unmodelled: true },
  { names: ['-w', '--no-wrap'], summary: 'turn off line wrapping', unmodelled: true },
] as const;

/** What procps-ng prints as usage: 3.3.10 (CentOS 7) has neither -q nor -w. */
function usage(recent: boolean): string {
  const more = recent
    ? `  -q, --equexit <cycles>
                         exit when output from command does not change
`
    : '';
  const wrap = recent ? '  -w, --no-wrap          turn off line wrapping\n' : '';
  return `
Usage:
 watch [options] command

Options:
  -b, --beep             beep if command has a non-zero exit
  -c, --color            interpret ANSI color ${recent ? 'and style ' : ''}sequences
  -d, --differences[=<permanent>]
                         highlight changes between updates
  -e, --errexit          exit if command has a non-zero exit
  -g, --chgexit          exit when output from command changes
${more}  -n, --interval <secs>  seconds to wait between updates
  -p, --precise          attempt run command in precise intervals
  -t, --no-title         turn off header
${wrap}  -x, --exec             pass command to exec instead of "sh -c"

 -h, --help     display this help and exit
 -v, --version  output version information and exit

For more details see watch(1).
`;
}

const BUSYBOX_USAGE = `Usage: watch [-n SEC] [-t] PROG ARGS

Run PROG periodically

	-n SEC	Period (default 2)
	-t	Don't print header
`;

/** procps-ng's least interval (watch.c, `interval < 0.1`). */
const SHORTEST = 0.1;

function* main(sys: Sys): Step<number> {
  const busybox = isBusybox(sys);
  const recent = profileOf(sys) === 'debian12';
  const flags = busybox ? FLAGS.filter((flag) => /^-[nt]$/.test(flag.names[0])) : FLAGS;
  const parsed = parseArguments({ flags }, sys.args, { stopAtOperand: true });
  if (isArgumentProblem(parsed)) {
    if (parsed.kind === 'unmodelled') return yield* notModelled(sys, 'watch', parsed.flag);
    const what = parsed.flag.startsWith('--')
      ? `unrecognized option '${parsed.flag}'`
      : `${parsed.kind === 'missing' ? 'option requires an argument' : busybox ? 'unrecognized option' : 'invalid option'} -- '${parsed.flag.slice(1)}'`;
    yield* sys.write(2, `watch: ${what}\n${busybox ? BUSYBOX_USAGE : usage(recent)}`);
    return 1;
  }
  if (parsed.flags.has('-h')) {
    yield* sys.write(1, usage(recent));
    return 0;
  }
  if (parsed.flags.has('-v')) {
    yield* sys.write(1, `watch from procps-ng ${recent ? '4.0.2' : '3.3.10'}\n`);
    return 0;
  }
  const seconds = Number((parsed.flags.get('-n') ?? '2').replace(',', '.'));
  if (Number.isNaN(seconds)) {
    const given = parsed.flags.get('-n');
    yield* sys.write(
      2,
      busybox
        ? `watch: invalid number '${given}'\n`
        : `watch: failed to parse argument: '${given}'${recent ? ': Invalid argument' : ''}\n`,
    );
    return 1;
  }
  if (parsed.operands.length === 0) {
    yield* sys.write(2, busybox ? BUSYBOX_USAGE : usage(recent));
    return 1;
  }
  if (busybox) return yield* plain(sys, parsed, seconds);
  if (!sys.isTerminal(1)) return yield* notModelled(sys, 'watch', 'output that is no terminal');
  return yield* fullScreen(sys, parsed, Math.max(SHORTEST, seconds));
}

/** busybox clears the terminal and lets the program write to it (procps/watch.c). */
function* plain(sys: Sys, parsed: ParsedArguments, seconds: number): Step<number> {
  const command = parsed.operands.join(' ');
  for (;;) {
    const date = formatDate('%Y-%m-%d %H:%M:%S', localSeconds(sys));
    const { columns } = sys.windowSize();
    const left = `Every ${seconds.toFixed(1)}s: ${command}`
      .padEnd(columns)
      .slice(0, Math.max(0, columns - 20));
    const header = parsed.flags.has('-t') ? '' : `${left}${date}\n\n`;
    yield* sys.write(1, `\u001b[H\u001b[J${header}`);
    const pid = yield* sys.spawn({ argv: ['sh', '-c', command] });
    if (!isFailure(pid)) yield* sys.wait(pid);
    if (isFailure(yield* sys.sleep(Math.round(seconds * 1_000_000)))) return 130;
  }
}

/** Runs the command once; its output with both streams together, and its status. */
function* once(sys: Sys, argv: string[]): Step<{ output: string; status: number }> {
  const pipe = yield* sys.pipe();
  const pid = yield* sys.spawn({ argv, files: { 0: 0, 1: pipe.write, 2: pipe.write } });
  yield* sys.close(pipe.write);
  if (isFailure(pid)) {
    yield* sys.close(pipe.read);
    return { output: `watch: unable to execute '${argv[0]}': No such file or directory\n`, status: 4 };
  }
  let output = '';
  for (;;) {
    const piece = yield* sys.read(pipe.read);
    if (isFailure(piece) || piece === '') break;
    output += piece;
  }
  yield* sys.close(pipe.read);
  const ended = yield* sys.wait(pid);
  return { output, status: isFailure(ended) ? 1 : ended.status };
}

function* fullScreen(sys: Sys, parsed: ParsedArguments, seconds: number): Step<number> {
  const screen = yield* FullScreen.open(sys);
  if (screen === null) return yield* notModelled(sys, 'watch', 'a terminal that is none');
  const command = parsed.operands.join(' ');
  const argv = parsed.flags.has('-x') ? parsed.operands : ['sh', '-c', command];
  let before: { output: string; rows: string[] } | undefined;
  for (;;) {
    const { output, status } = yield* once(sys, [...argv]);
    if (parsed.flags.has('-g') && before !== undefined && before.output !== output) break;
    const title = parsed.flags.has('-t') ? undefined : { seconds, command };
    const rows = body(sys, output, title === undefined ? 0 : 2);
    const marks = parsed.flags.has('-d') && before !== undefined ? differences(before.rows, rows) : [];
    const failed = parsed.flags.has('-e') && status !== 0;
    yield* screen.draw(picture(sys, rows, title, marks, failed));
    before = { output, rows };
    if (failed) {
      yield* screen.wait();
      yield* screen.close();
      return status;
    }
    if (yield* pause(sys, screen, seconds)) break;
  }
  yield* screen.close();
  return 0;
}

/** Waits for the next round; true when somebody ends it. */
function* pause(sys: Sys, screen: FullScreen, seconds: number): Step<boolean> {
  const deadline = sys.now() + Math.round(seconds * 1_000_000);
  for (;;) {
    const woken = yield* screen.wait(deadline);
    if (woken === 'interrupted') return true;
    // A changed window is filled at once.
    if (woken === 'deadline' || woken === 'resized') return false;
    if (woken.keys.includes('\u001a')) {
      yield* screen.suspend();
      return false;
    }
  }
}

/** The command's output in the window: lines fold at its edge, and what does not fit is left out. */
function body(sys: Sys, output: string, above: number): string[] {
  const { columns, rows } = sys.windowSize();
  return output
    .replace(/\n$/, '')
    .split('\n')
    .flatMap((line) => {
      const text = line.replaceAll('\t', '        ');
      return text === '' ? [''] : (text.match(new RegExp(`.{1,${columns}}`, 'gu')) ?? ['']);
    })
    .slice(0, Math.max(0, rows - above));
}

function picture(
  sys: Sys,
  rows: readonly string[],
  title: { seconds: number; command: string } | undefined,
  marks: readonly { row: number; from: number; to: number }[],
  failed: boolean,
): ScreenPicture {
  const { columns, rows: height } = sys.windowSize();
  const head = title === undefined ? [] : [header(sys, title, columns), ''];
  const lines = [...head, ...rows];
  while (lines.length < height) lines.push('');
  if (failed) lines[height - 1] = 'command exit with a non-zero status, press a key to exit';
  return {
    lines,
    row: height - 1,
    column: columns - 1,
    marks: marks.map((mark) => ({ ...mark, row: mark.row + head.length })),
  };
}

/**
 * The interval and the command on the left, the time on the right, cut as watch.c's `output_header` cuts them; 3.3.10 has no host
 * name before the time (compared with 4.0.2 in a pseudo terminal).
 */
function header(sys: Sys, { seconds, command }: { seconds: number; command: string }, width: number): string {
  const host = sys.node.hostnames.get(sys.process.namespaces.uts) ?? sys.node.name;
  const date = formatDate('%a %b %e %H:%M:%S %Y', localSeconds(sys));
  const time = profileOf(sys) === 'debian12' ? `${host}: ${date}` : date;
  const lead = `Every ${seconds.toFixed(1)}s: `;
  // watch.c counts the line feed of ctime(3) with the time.
  const size = time.length + 1;
  if (width < size) return '';
  let left = '';
  if (width >= size + lead.length + 1) {
    const room = width - size - 4;
    left = width < size + lead.length + 4 ? lead : lead + command;
    if (width < size + lead.length + Math.max(4, command.length))
      left = `${left.slice(0, room).padEnd(room)}...`;
  }
  return left.padEnd(width - time.length).slice(0, width - time.length) + time;
}

/** Where a row differs from the one before it: each differing character, joined where they stand together. */
function differences(
  before: readonly string[],
  now: readonly string[],
): { row: number; from: number; to: number }[] {
  const marks: { row: number; from: number; to: number }[] = [];
  for (const [row, text] of now.entries()) {
    const old = before[row] ?? '';
    for (let at = 0; at < Math.max(text.length, old.length); at++) {
      if ((text[at] ?? ' ') === (old[at] ?? ' ')) continue;
      const last = marks.at(-1);
      if (last && last.row === row && last.to === at) last.to = at + 1;
      else marks.push({ row, from: at, to: at + 1 });
    }
  }
  return marks;
}

export const watch: CommandSpec = {
  name: 'watch',
  summary: 'run a command again and again and show its output, full screen',
  usage: ['watch [-d] [-n SECONDS] [-t] COMMAND'],
  flags: FLAGS,
  run: main,
};
