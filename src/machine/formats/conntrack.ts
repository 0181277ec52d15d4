import type { ConntrackEntry, ConntrackStats, Tuple } from '../../model/state/index.ts';
import { formatIpv4 } from '../../model/wire/index.ts';
import type { ToolEra } from './profile.ts';

const PROTOCOLS: Readonly<Record<number, string>> = { 1: 'icmp', 6: 'tcp', 17: 'udp' };

/** Release the tool names itself with. */
export function conntrackVersion(era: ToolEra): string {
  return `conntrack v${era === 'recent' ? '1.4.7' : '1.4.4'} (conntrack-tools)`;
}

/** One line of `conntrack -L`; `now` in virtual microseconds. */
export function formatConntrack(entry: ConntrackEntry, now: number, numberFirst = true): string {
  const { protocol } = entry.original;
  const name = PROTOCOLS[protocol] ?? 'unknown';
  const timeout = Math.max(0, Math.floor((entry.expires - now) / 1_000_000));
  const words = [`${name.padEnd(8)} ${protocol}`, ...(numberFirst ? [String(timeout)] : [])];
  if (entry.tcp) words.push(entry.tcp);
  words.push(tupleText(entry.original));
  if (!entry.seenReply) words.push('[UNREPLIED]');
  words.push(tupleText(entry.reply));
  if (entry.assured) words.push('[ASSURED]');
  words.push(`mark=${entry.mark}`, 'use=1');
  return `${words.join(' ')}\n`;
}

function tupleText(tuple: Tuple): string {
  const place = `src=${formatIpv4(tuple.src)} dst=${formatIpv4(tuple.dst)}`;
  if (tuple.protocol === 1)
    return `${place} type=${tuple.icmpType ?? 0} code=${tuple.icmpCode ?? 0} id=${tuple.sport}`;
  if (tuple.protocol === 6 || tuple.protocol === 17)
    return `${place} sport=${tuple.sport} dport=${tuple.dport}`;
  return place;
}

/** `conntrack -S`: the model counts on the first processor; older tools print more columns and no clash counters. */
export function formatConntrackStats(stats: ConntrackStats, cpus: number, era: ToolEra): string {
  const zero: ConntrackStats = {
    found: 0,
    invalid: 0,
    insert: 0,
    insertFailed: 0,
    drop: 0,
    earlyDrop: 0,
    error: 0,
    searchRestart: 0,
    clashResolve: 0,
    chainTooLong: 0,
  };
  let text = '';
  for (let cpu = 0; cpu < cpus; cpu++) {
    const s = cpu === 0 ? stats : zero;
    text +=
      era === 'recent'
        ? `cpu=${cpu}   \tfound=${s.found} invalid=${s.invalid} insert=${s.insert} insert_failed=${s.insertFailed} drop=${s.drop} early_drop=${s.earlyDrop} error=${s.error} search_restart=${s.searchRestart} clash_resolve=${s.clashResolve} chaintoolong=${s.chainTooLong} \n`
        : `cpu=${cpu}   \tfound=${s.found} invalid=${s.invalid} ignore=0 insert=${s.insert} insert_failed=${s.insertFailed} drop=${s.drop} early_drop=${s.earlyDrop} error=${s.error} search_restart=${s.searchRestart} \n`;
  }
  return text;
}
