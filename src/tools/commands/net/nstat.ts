import type { Step } from '../../../lib/index.ts';
import { counterNames, formatNstat } from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure, releaseNumbers } from '../../../model/state/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { parseFlags } from './flags.ts';
import { refusing } from './refusal.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-a', '--ignore'], summary: 'absolute values, not changes since the last time' },
  { names: ['-z', '--zeros'], summary: 'counters that are zero too' },
  { names: ['-n', '--nooutput'], summary: 'only remember the values' },
  { names: ['-s', '--noupdate'], summary: 'do not remember the values' },
  { names: ['-r', '--reset'], summary: 'forget what was remembered' },
  { names: ['-d', '--scan'], argument: 'SECONDS', summary: 'run as a daemon', unmodelled: true },
  { names: ['-t', '--interval'], argument: 'SECONDS', summary: 'averaging interval', unmodelled: true },
  { names: ['-j', '--json'], summary: 'JSON output', unmodelled: true },
];

/** Shell pattern of a counter's name. */
function glob(pattern: string): RegExp {
  const body = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  try {
    return new RegExp(`^${body}$`);
  } catch {
    // A bracket that is not closed, or a range that runs backwards, stands for itself or for nothing (fnmatch(3)).
    return new RegExp(`^${body.replace(/[[\]]/g, '\\$&')}$`);
  }
}

function* run(sys: Sys): Step<number> {
  const { flags, operands } = parseFlags(sys, 'nstat', FLAGS, {
    usage: 'Usage: nstat [OPTION] [ PATTERN [ PATTERN ] ]\n',
    status: 255,
  });
  const { counters } = sys.netns;
  const history = `/tmp/.nstat.u${sys.process.uid}`;
  const absolute = flags.has('-a');
  const before = new Map<string, number>();
  if (!absolute && !flags.has('-r')) {
    const text = yield* sys.readFile(history);
    if (!isFailure(text))
      for (const line of text.split('\n')) {
        const [name, value] = line.split(/\s+/);
        if (value !== undefined && !name.startsWith('#')) before.set(name, Number(value));
      }
  }
  const patterns = operands.map(glob);
  const [major, minor] = releaseNumbers(sys.node.kernel);
  const names = counterNames(counters, major > 4 || (major === 4 && minor >= 15));
  const rows = names
    .filter((name) => patterns.length === 0 || patterns.some((pattern) => pattern.test(name)))
    .map((name) => ({ name, value: (counters[name] ?? 0) - (absolute ? 0 : (before.get(name) ?? 0)) }))
    .filter((row) => row.value !== 0 || flags.has('-z'));
  if (!flags.has('-n')) yield* print(sys, formatNstat(rows));
  if (!absolute && !flags.has('-s')) {
    const values = names.filter((name) => counters[name]).map((name) => ({ name, value: counters[name] }));
    yield* sys.writeFile(history, formatNstat(values), { mode: 0o600 });
  }
  return 0;
}

export const nstat: CommandSpec = {
  name: 'nstat',
  profiles: ['centos7', 'debian12'],
  summary: 'SNMP counters of the namespace',
  usage: ['nstat [-aznsr] [PATTERN...]'],
  flags: FLAGS,
  run: refusing('nstat', run),
};
