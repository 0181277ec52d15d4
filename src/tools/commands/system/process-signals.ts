import type { Step } from '../../../lib/index.ts';
import type { Process, SignalName } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { readSignal } from '../signal-name.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { compileRegex } from '../text/regex.ts';
import { profileOf } from '../traffic/profile.ts';
import { commandLine, numbersOf, visibleProcesses } from './process-rows.ts';

interface Selection {
  pattern: string;
  full: boolean;
  exact: boolean;
  newest: boolean;
  signal: SignalName;
  list: boolean;
}

function readWords(words: readonly string[]): Selection | { unknown: string } {
  const chosen: Selection = {
    pattern: '',
    full: false,
    exact: false,
    newest: false,
    signal: 'SIGTERM',
    list: false,
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    const signal = /^-([A-Z]{2,}\w*|\d+)$/.exec(word)?.[1];
    if (signal || word === '-s' || word === '--signal') {
      const read = readSignal(signal || (words[++i] ?? ''));
      if (!read) return { unknown: word };
      chosen.signal = read;
    } else if (/^-[fxnlaq]+$/.test(word)) {
      chosen.full ||= word.includes('f');
      chosen.exact ||= word.includes('x');
      chosen.newest ||= word.includes('n');
      chosen.list ||= word.includes('l') || word.includes('a');
    } else if (word.startsWith('-')) return { unknown: word };
    else chosen.pattern = word;
  }
  return chosen;
}

/** The processes that are meant, or what is wrong with the pattern. */
function select(sys: Sys, chosen: Selection): Process[] | string {
  const pattern = compileRegex(chosen.pattern, 'extended', (source) =>
    chosen.exact ? `^(?:${source})$` : source,
  );
  if (typeof pattern === 'string') return pattern;
  const found = visibleProcesses(sys).filter(
    (process) =>
      process !== sys.process &&
      process.state !== 'zombie' &&
      pattern.test(chosen.full ? commandLine(process) : process.comm),
  );
  return chosen.newest ? found.slice(-1) : found;
}

/** `pgrep` and `pkill`: find processes by a pattern; say their numbers, or send them a signal. */
function finder(name: 'pgrep' | 'pkill'): CommandSpec {
  return {
    name,
    summary: name === 'pgrep' ? 'find processes by name' : 'send a signal to processes by name',
    usage: [`${name} [-f] [-x] [-n] ${name === 'pkill' ? '[-SIGNAL] ' : '[-l] [-a] '}PATTERN`],
    flags: [
      { names: ['-f'], summary: 'match the whole command line' },
      { names: ['-x'], summary: 'the name is exactly that' },
      { names: ['-n'], summary: 'only the newest' },
      ...(name === 'pgrep'
        ? [
            { names: ['-l'], summary: 'names too' },
            { names: ['-a'], summary: 'command lines too' },
          ]
        : [{ names: ['-s', '--signal'], argument: 'SIGNAL', summary: 'which signal' }]),
    ],
    *run(sys: Sys): Step<number> {
      const chosen = readWords(sys.args);
      if ('unknown' in chosen) return yield* notModelled(sys, name, chosen.unknown);
      if (chosen.pattern === '') {
        yield* sys.write(
          2,
          `${name}: no matching criteria specified\nTry \`${name} --help' for more information.\n`,
        );
        return 2;
      }
      const found = select(sys, chosen);
      if (typeof found === 'string') {
        // 4.0.2's words were seen; 3.3.10 says only what regerror(3) does.
        const lead = profileOf(sys) === 'debian12' ? 'regex error: ' : '';
        yield* sys.write(2, `${name}: ${lead}${found}\n`);
        return 2;
      }
      for (const process of found) {
        if (name === 'pkill') yield* sys.kill(numbersOf(sys, process).pid, chosen.signal);
        else {
          const whole = sys.args.some((word) => /^-\w*a/.test(word));
          yield* sys.write(
            1,
            `${numbersOf(sys, process).pid}${chosen.list ? ` ${whole ? commandLine(process) : process.comm}` : ''}\n`,
          );
        }
      }
      return found.length > 0 ? 0 : 1;
    },
  };
}

export const pgrep = finder('pgrep');
export const pkill = finder('pkill');

/** The newest first, as sysvinit's killall5 and busybox list what they read from /proc. */
export const pidof: CommandSpec = {
  name: 'pidof',
  summary: 'numbers of the processes of a program',
  usage: ['pidof [-s] [-x] [-o PID] NAME...'],
  flags: [
    { names: ['-s'], summary: 'one number only' },
    { names: ['-x'], summary: 'scripts too' },
    { names: ['-o'], argument: 'PID', summary: 'leave one out' },
  ],
  *run(sys: Sys): Step<number> {
    const names: string[] = [];
    const omitted: string[] = [];
    for (let at = 0; at < sys.args.length; at++) {
      const word = sys.args[at];
      if (word === '-o') omitted.push(sys.args[++at] ?? '');
      else if (/^-[sx]+$/.test(word)) continue;
      else if (word.startsWith('-')) return yield* notModelled(sys, 'pidof', word);
      else names.push(word);
    }
    const baseName = (path: string) => path.slice(path.lastIndexOf('/') + 1);
    const isMeant = ({ comm, argv, state }: Process) =>
      state !== 'zombie' && names.some((name) => [comm, argv[0], baseName(argv[0] ?? '')].includes(name));
    const found = visibleProcesses(sys)
      .filter(isMeant)
      .map((process) => String(numbersOf(sys, process).pid))
      .filter((pid) => !omitted.includes(pid))
      .reverse();
    if (found.length === 0) return 1;
    const one = sys.args.some((word) => /^-x*s/.test(word));
    yield* sys.write(1, `${found.slice(0, one ? 1 : undefined).join(' ')}\n`);
    return 0;
  },
};

export const killall: CommandSpec = {
  name: 'killall',
  summary: 'send a signal to all processes of a name',
  usage: ['killall [-SIGNAL] NAME...'],
  flags: [{ names: ['-q'], summary: 'say nothing' }],
  *run(sys: Sys): Step<number> {
    let signal: SignalName = 'SIGTERM';
    let status = 0;
    const names: string[] = [];
    for (const word of sys.args) {
      const read = word.startsWith('-') && word !== '-q' ? readSignal(word.slice(1)) : undefined;
      if (read) signal = read;
      else if (word.startsWith('-') && word !== '-q') return yield* notModelled(sys, 'killall', word);
      else if (word !== '-q') names.push(word);
    }
    for (const name of names) {
      const selected = select(sys, {
        pattern: name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
        full: false,
        exact: true,
        newest: false,
        signal,
        list: false,
      });
      const found = typeof selected === 'string' ? [] : selected;
      for (const process of found) yield* sys.kill(numbersOf(sys, process).pid, signal);
      if (found.length > 0) continue;
      status = 1;
      if (!sys.args.includes('-q')) yield* sys.write(2, `${name}: no process found\n`);
    }
    return status;
  },
};
