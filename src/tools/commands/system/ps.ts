import { type Step, wordTable } from '../../../lib/index.ts';
import type { Process } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { isBusybox, profileOf } from '../traffic/profile.ts';
import { wallClock } from './clock-text.ts';
import {
  clockText,
  commandLine,
  cpuSeconds,
  cpuShare,
  elapsedText,
  numbersOf,
  startText,
  stateText,
  terminalName,
  visibleProcesses,
} from './process-rows.ts';

interface Column {
  header: string;
  /** Negative: to the left. */
  width: number;
  value(sys: Sys, process: Process): string;
}

const user = (process: Process) =>
  process.uid === 0 ? 'root' : process.uid === 99 ? 'nobody' : String(process.uid);
/** Memory is not part of the model: nobody has any. */
const NO_MEMORY = '0';

const COLUMNS: Readonly<Record<string, Column>> = wordTable({
  pid: { header: 'PID', width: 5, value: (s, p) => String(numbersOf(s, p).pid) },
  ppid: { header: 'PPID', width: 5, value: (s, p) => String(numbersOf(s, p).parent) },
  pgid: { header: 'PGID', width: 5, value: (s, p) => String(numbersOf(s, p).group) },
  user: { header: 'USER', width: -8, value: (_s, p) => user(p) },
  uid: { header: 'UID', width: 5, value: (_s, p) => String(p.uid) },
  comm: {
    header: 'COMMAND',
    width: -15,
    value: (_s, p) => (p.state === 'zombie' ? `${p.comm} <defunct>` : p.comm),
  },
  args: { header: 'COMMAND', width: -27, value: (_s, p) => commandLine(p) },
  stat: { header: 'STAT', width: -4, value: (s, p) => stateText(s, p) },
  s: { header: 'S', width: -1, value: (s, p) => stateText(s, p)[0] },
  tty: { header: 'TT', width: -8, value: (s, p) => terminalName(s.world, p) },
  time: { header: 'TIME', width: 8, value: (_s, p) => clockText(cpuSeconds(p)) },
  etime: { header: 'ELAPSED', width: 11, value: (s, p) => elapsedText(s.world, p) },
  pcpu: { header: '%CPU', width: 4, value: (s, p) => cpuShare(s.world, p) },
  pmem: { header: '%MEM', width: 4, value: () => '0.0' },
  vsz: { header: 'VSZ', width: 6, value: () => NO_MEMORY },
  rss: { header: 'RSS', width: 5, value: () => NO_MEMORY },
  start: { header: 'STARTED', width: 8, value: (s, p) => startText(s.world, p) },
  lstart: {
    header: 'STARTED',
    width: 24,
    value: (s, p) => {
      const [day, date, month, year, time] = wallClock(s.world, p.started)
        .toUTCString()
        .replace(',', '')
        .split(' ');
      return `${day} ${month} ${date.padStart(2)} ${time} ${year}`;
    },
  },
});
const OTHER_NAMES: Readonly<Record<string, string>> = wordTable({
  cmd: 'args',
  command: 'args',
  ucmd: 'comm',
  ucomm: 'comm',
  tt: 'tty',
  tname: 'tty',
  '%cpu': 'pcpu',
  '%mem': 'pmem',
  state: 's',
  euser: 'user',
  uname: 'user',
});

interface Request {
  all: boolean;
  form: 'plain' | 'full' | 'user' | 'columns' | 'jobs';
  columns: { name: string; header?: string }[];
  pids?: number[];
  names?: string[];
  headers: boolean;
  sort?: string;
}

function readWords(words: readonly string[]): Request | { unknown: string } {
  const request: Request = { all: false, form: 'plain', columns: [], headers: true };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--no-headers' || word === '--no-heading') request.headers = false;
    else if (word.startsWith('--sort=')) request.sort = word.slice(7);
    else if (word.startsWith('--')) return { unknown: word };
    else {
      const bsd = !word.startsWith('-');
      const letters = bsd ? word : word.slice(1);
      if (bsd && /^\d+$/.test(word)) {
        request.pids = [...(request.pids ?? []), Number(word)];
        continue;
      }
      for (let j = 0; j < letters.length; j++) {
        const letter = letters[j];
        const value = () => letters.slice(j + 1) || (words[++i] ?? '');
        if (letter === 'o' || letter === 'p' || letter === 'C') {
          const text = value();
          if (letter === 'p') request.pids = [...(request.pids ?? []), ...text.split(/[, ]+/).map(Number)];
          else if (letter === 'C') request.names = [...(request.names ?? []), ...text.split(',')];
          else {
            request.form = 'columns';
            const [list, header] = text.split('=');
            const names = list.split(',').filter((name) => name !== '');
            request.columns.push(
              ...names.map((name, at) => ({ name, header: at === names.length - 1 ? header : undefined })),
            );
          }
          break;
        }
        if (letter === 'e' && !bsd) request.all = true;
        else if (letter === 'A' && !bsd) request.all = true;
        else if ((letter === 'a' || letter === 'x') && bsd) request.all = true;
        else if (letter === 'f' && !bsd) request.form = 'full';
        else if (letter === 'F' && !bsd) return { unknown: '-F' };
        else if (letter === 'u' && bsd) request.form = 'user';
        else if (letter === 'w' || (letter === 'e' && bsd) || (letter === 'f' && bsd)) continue;
        else return { unknown: word };
      }
    }
  }
  return request;
}

function* main(sys: Sys): Step<number> {
  if (isBusybox(sys)) return yield* busybox(sys);
  const request = readWords(sys.args);
  if ('unknown' in request) return yield* notModelled(sys, 'ps', request.unknown);
  const own = sys.process.terminal;
  const rows = visibleProcesses(sys).filter((process) => {
    if (request.pids) return request.pids.includes(numbersOf(sys, process).pid);
    if (request.names) return request.names.includes(process.comm);
    return request.all || (process.terminal !== undefined && process.terminal === own);
  });
  if (request.sort?.replace(/^[-+]/, '') === 'pid' && request.sort.startsWith('-')) rows.reverse();
  const wide = profileOf(sys) === 'debian12' ? 7 : 5;
  const columns = columnsOf(request);
  const bad = columns.find((column) => !('value' in column));
  if (bad && 'unknown' in bad) {
    yield* sys.write(2, `error: unknown user-defined format specifier "${bad.unknown}"\n`);
    return 1;
  }
  const known = columns.filter((column): column is Column => 'value' in column);
  const cells = (pick: (column: Column) => string) =>
    known
      .map((column, at) => {
        const width = column.header.endsWith('PID') || column.header === 'PGID' ? wide : column.width;
        const text = pick(column);
        return width < 0 ? (at === known.length - 1 ? text : text.padEnd(-width)) : text.padStart(width);
      })
      .join(' ')
      .trimEnd();
  let text =
    request.headers && known.some((column) => column.header !== '')
      ? `${cells((column) => column.header)}\n`
      : '';
  for (const process of rows) text += `${cells((column) => column.value(sys, process))}\n`;
  yield* sys.write(1, text);
  return rows.length > 0 ? 0 : 1;
}

function columnsOf(request: Request): (Column | { unknown: string })[] {
  const named = (name: string, header?: string, width?: number): Column => {
    const column = COLUMNS[name];
    return { ...column, header: header ?? column.header, width: width ?? column.width };
  };
  const command = named('args', 'CMD');
  switch (request.form) {
    case 'full':
      return [
        named('user', 'UID'),
        named('pid'),
        named('ppid'),
        { header: 'C', width: 2, value: () => '0' },
        named('start', 'STIME', 5),
        named('tty', 'TTY'),
        named('time'),
        command,
      ];
    case 'user':
      return [
        named('user'),
        named('pid'),
        named('pcpu'),
        named('pmem'),
        named('vsz'),
        named('rss'),
        named('tty', 'TTY'),
        named('stat'),
        named('start', 'START', 5),
        {
          header: 'TIME',
          width: 6,
          value: (_s, p) =>
            `${Math.floor(cpuSeconds(p) / 60)}:${String(cpuSeconds(p) % 60).padStart(2, '0')}`,
        },
        named('args'),
      ];
    case 'columns':
      return request.columns.map(({ name, header }) => {
        const known = OTHER_NAMES[name] ?? name;
        if (!(known in COLUMNS)) return { unknown: name };
        return named(known, header ?? (name === 'cmd' ? 'CMD' : undefined));
      });
    default:
      return [named('pid'), named('tty', 'TTY'), named('time'), named('comm', 'CMD')];
  }
}

function* busybox(sys: Sys): Step<number> {
  if (sys.args.some((word) => !/^-?(ef|aux|a|e|w|ww|auxww|ax)$/.test(word)))
    return yield* notModelled(sys, 'ps', sys.args.join(' '));
  const rows = visibleProcesses(sys).map((process) => {
    const seconds = cpuSeconds(process);
    return `${String(numbersOf(sys, process).pid).padStart(5)} ${user(process).padEnd(8)}  ${`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`.padStart(5)} ${commandLine(process)}\n`;
  });
  yield* sys.write(1, `PID   USER     TIME   COMMAND\n${rows.join('')}`);
  return 0;
}

export const ps: CommandSpec = {
  name: 'ps',
  summary: 'show processes; their memory is not modelled and shown as 0',
  usage: ['ps [aux] [-e] [-f] [-o COLUMNS] [-p PID] [-C NAME]'],
  flags: [
    { names: ['-e', '-A'], summary: 'all processes' },
    { names: ['-f'], summary: 'full lines' },
    { names: ['-o'], argument: 'COLUMNS', summary: 'which columns' },
    { names: ['-p'], argument: 'PID', summary: 'only these' },
    { names: ['-C'], argument: 'NAME', summary: 'only these' },
  ],
  run: main,
};
