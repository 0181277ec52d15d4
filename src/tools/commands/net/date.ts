import { type Step, wordTable } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { formatDate } from '../../shell/index.ts';
import { type CommandSpec, type FlagSpec, print } from '../spec.ts';
import { parseFlags } from './flags.ts';
import { NotModelled, Refusal, refusing } from './refusal.ts';
import { offsetText, utcOffset, utcSeconds, zoneName } from './wall-clock.ts';

const FLAGS: readonly FlagSpec[] = [
  { names: ['-u', '--utc', '--universal'], summary: 'UTC' },
  { names: ['-d', '--date'], argument: 'STRING', summary: 'another time' },
  { names: ['-R', '--rfc-email', '--rfc-2822'], summary: 'as in mail' },
  { names: ['-I', '--iso-8601'], argument: 'PART', optional: true, summary: 'as in ISO 8601' },
  { names: ['-s', '--set'], argument: 'STRING', summary: 'set the clock', unmodelled: true },
  { names: ['-r', '--reference'], argument: 'FILE', summary: 'time of a file', unmodelled: true },
  { names: ['-f', '--file'], argument: 'FILE', summary: 'times from a file', unmodelled: true },
  { names: ['--rfc-3339'], argument: 'PART', summary: 'as in RFC 3339', unmodelled: true },
];

const UNITS: Readonly<Record<string, number>> = wordTable({
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86400,
  week: 604800,
});

/** Seconds since 1970 that a `-d` string names: `@N`, `now`, `5 minutes ago`, ISO date and time. */
function parseWhen(text: string, now: number, offset: number): number {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'now' || trimmed === 'today') return now;
  if (trimmed === 'yesterday') return now - 86400;
  if (trimmed === 'tomorrow') return now + 86400;
  const at = /^@(-?\d+(?:\.\d+)?)$/.exec(trimmed);
  if (at) return Number(at[1]);
  const relative = /^([+-]?\d+)\s*([a-z]+?)s?(\s+ago)?$/.exec(trimmed);
  const unit = relative ? UNITS[relative[2]] : undefined;
  if (relative && unit !== undefined) return now + Number(relative[1]) * unit * (relative[3] ? -1 : 1);
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?(Z|[+-]\d\d:?\d\d)?$/.exec(trimmed);
  if (!iso) {
    if (/^[A-Za-z0-9 ,:+-]+$/.test(trimmed) && /\d/.test(trimmed)) throw new NotModelled(`-d '${text}'`);
    throw new Refusal(`date: invalid date '${text}'\n`, 1);
  }
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = iso;
  const utc =
    Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second)) /
    1000;
  if (zone === 'Z') return utc;
  if (zone === undefined) return utc - offset * 60;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.replace(/[^\d]/g, '');
  return utc - sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))) * 60;
}

/** strftime in the zone of the world: what depends on the zone is filled in before the UTC formatter sees it. */
function inZone(format: string, seconds: number, offset: number): string {
  const fraction = String(Math.round((seconds - Math.floor(seconds)) * 1_000_000) * 1000).padStart(9, '0');
  const filled = format.replace(
    /%(%|:?z|Z|s|([1-9])?N|-[a-zA-Z])/g,
    (all, letter: string, digits?: string) => {
      switch (letter) {
        case 'Z':
          return zoneName(offset);
        case 'z':
          return offsetText(offset);
        case ':z':
          return offsetText(offset, true);
        case 's':
          return String(Math.floor(seconds));
        default:
          if (letter.endsWith('N'))
            return digits === undefined ? fraction : fraction.slice(0, Number(digits));
          if (letter.startsWith('-'))
            return formatDate(`%${letter[1]}`, seconds + offset * 60).replace(/^[0 ]+(?=.)/, '');
          return all;
      }
    },
  );
  return formatDate(filled, seconds + offset * 60);
}

const ISO_PARTS: Readonly<Record<string, string>> = wordTable({
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
});

function* run(sys: Sys): Step<number> {
  const { flags, operands } = parseFlags(sys, 'date', FLAGS, {
    usage: "Try 'date --help' for more information.\n",
  });
  const offset = flags.has('-u') ? 0 : utcOffset(sys);
  const now = utcSeconds(sys);
  const when = flags.has('-d') ? parseWhen(flags.get('-d') ?? '', now, offset) : now;
  let format = '%a %b %e %H:%M:%S %Z %Y';
  const part = flags.get('-I');
  if (part !== undefined) {
    const iso = Object.keys(ISO_PARTS).find(
      (name) => name === part || (part !== '' && name.startsWith(part)),
    );
    if (iso === undefined) throw new Refusal(`date: invalid argument '${part}' for '--iso-8601'\n`, 1);
    format = ISO_PARTS[iso];
  }
  if (flags.has('-R')) format = '%a, %d %b %Y %H:%M:%S %z';
  const [word, extra] = operands;
  if (extra !== undefined)
    throw new Refusal(`date: extra operand '${extra}'\nTry 'date --help' for more information.\n`, 1);
  if (word !== undefined) {
    if (!word.startsWith('+')) {
      if (/^\d{8,12}(\.\d\d)?$/.test(word)) throw new NotModelled('setting the clock');
      throw new Refusal(`date: invalid date '${word}'\n`, 1);
    }
    format = word.slice(1);
  }
  yield* print(sys, `${inZone(format, when, offset)}\n`);
  return 0;
}

export const date: CommandSpec = {
  name: 'date',
  summary: 'date and time of the world',
  usage: ['date [-u] [-d STRING] [+FORMAT]'],
  flags: FLAGS,
  run: refusing('date', run),
};
