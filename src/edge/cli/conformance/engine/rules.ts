import { asSet, sorted } from '../lines.ts';
import type { EngineForm, EngineRow } from './recording.ts';

interface Rule {
  of: RegExp;
  unless?: RegExp;
  rewrite(form: EngineForm, row: EngineRow): Partial<EngineForm>;
}

const EPHEMERAL = '(3[2-9]\\d{3}|[4-6]\\d{4})';

/** What the order of two processors, a clock or a port drawn at random decides, tool by tool. The later rules see what the earlier left. */
export const RULES: readonly Rule[] = [
  { of: /^(ip|bridge|brctl) |nsenter/, rewrite: onStdout(linkText) },
  {
    of: /ip neigh|neigh show/,
    rewrite: onStdout((text) => {
      const states = text
        .replace(/\b(REACHABLE|STALE|DELAY|PROBE)\b/g, 'VALID')
        .replace(/\b(FAILED|INCOMPLETE)\b/g, 'FAILED');
      return sorted(states);
    }),
  },
  { of: /fdb|brctl/, rewrite: onStdout((text) => sorted(text.replace(/\s+\d+\.\d\d$/gm, ' T'))) },
  { of: /brctl showmacs/, rewrite: onStdout((text) => text.replace(/^\s*\d+/gm, 'P').replace(/\s+/g, ' ')) },
  {
    of: /ip -s link/,
    rewrite: onStdout((text) =>
      text.replace(/^ *\d+ \d+ \d+ \d+ \d+ \d+ ?$/gm, (figures) =>
        /[1-9]/.test(figures) ? 'COUNTERS' : 'ZERO',
      ),
    ),
  },
  { of: /^ip( -\S+)* (addr|link|route)/, rewrite: cables },
  {
    of: /^arp /,
    rewrite: onStdout((text) =>
      sorted(
        squeeze(text)
          .split('\n')
          .filter((line) => !line.includes('incomplete'))
          .join('\n'),
      ),
    ),
  },
  {
    of: /^(ss|netstat) /,
    rewrite: onStdout((text) =>
      sorted(
        squeeze(text)
          .split('\n')
          .map((line) => line.trim())
          .join('\n'),
      )
        .replace(/users:\(\(([^)]*)\)\)/g, '$1')
        .replace(/%\w+/g, '')
        .replace(new RegExp(`:${EPHEMERAL}\\b`, 'g'), ':EPH'),
    ),
  },
  {
    of: /^(ping|timeout) |ping /,
    rewrite: onStdout((text) =>
      text
        .replace(/time=[\d.]+ ms/g, 'time=T')
        .replace(/time \d+ms/g, 'time T')
        .replace(/^(rtt|round-trip) .*\n?/gm, '')
        .replace(/^pipe \d+\n?/gm, ''),
    ),
  },
  { of: /tcpdump/, rewrite: capture },
  { of: /traceroute/, rewrite: onStdout((text) => text.replace(/\s*[\d.]+ ?ms/g, ' T')) },
  { of: /arping/, rewrite: onStdout((text) => text.replace(/[\d.]+ms/g, 'T')) },
  { of: /curl/, rewrite: transfer },
  { of: /conntrack/, rewrite: connections },
  { of: /iptables/, rewrite: onStdout(ruleset) },
  { of: /etcdctl/, rewrite: store },
  { of: /docker/, rewrite: json },
  { of: /^(ls|docker port) /, rewrite: onStdout(sorted) },
  {
    of: /dockerd\.log|^(up|start-engine|restart-engine|stop-engine|kill-engine|hup-engine|etcd) /,
    rewrite: ({ stdout, stderr }) => ({ stdout: engineLog(stdout), stderr: engineLog(stderr) }),
  },
  {
    of: /^docker events/,
    rewrite: onStdout((text) =>
      sorted(text.replace(/(execID|execDuration)=[^,)]*/g, '$1=V')).replace(
        /"time(Nano)?":\d+/g,
        '"time$1":V',
      ),
    ),
  },
  {
    of: /^docker (stats|system df|top|diff)/,
    rewrite: onStdout((text) => text.replace(/\d+(\.\d+)?/g, 'N')),
  },
  {
    of: /^(dig|nslookup)/,
    rewrite: onStdout((text) => text.replace(/id: \d+/g, 'id: N').replace(/time: \d+ msec/g, 'time: T')),
  },
  {
    of: /^ps /,
    rewrite: onStdout((text) => sorted(text.replace(new RegExp(`\\b${EPHEMERAL}\\b`, 'g'), 'EPH'))),
  },
  { of: /docker ps/, rewrite: onStdout((text) => text.replace(/:(3[2-9]\d{3})->/g, ':EPH->')) },
];

function onStdout(change: (text: string) => string): Rule['rewrite'] {
  return ({ stdout }) => ({ stdout: change(stdout) });
}

function squeeze(text: string): string {
  return text.replace(/ +/g, ' ');
}

/** Numbers of interfaces, timers of bridges, lifetimes. */
function linkText(text: string): string {
  return squeeze(
    text
      .replace(/^(\d+): /gm, 'N: ')
      .replace(
        /(gc_timer|hello_timer|forward_delay_timer|hold_timer|message_age_timer|tcn_timer|topology_change_timer) +[\d.]+/g,
        '$1 T',
      )
      .replace(/topology_change(_detected|_ack)? \d|config_pending \d/g, 'TC')
      .replace(/port_id 0x\w+ port_no 0x\w+ designated_port \d+/g, 'PORT')
      .replace(/mcast_startup_query_count \d+|hello_time \d+|ageing_time \d+/g, 'N')
      .replaceAll(' tentative', ''),
  );
}

/** A recorded host's card is the end of a cable to the lab's switch; here it is a card. */
function cables({ stdout }: EngineForm): Partial<EngineForm> {
  let card = false;
  const lines: string[] = [];
  for (const line of stdout.split('\n')) {
    if (line.startsWith('N: ')) card = line.startsWith('N: ens');
    if (!card) lines.push(line);
    else if (!/^ (veth|addrgenmode)/.test(line))
      lines.push(
        line
          .replace(/^(N: ens\d+)@ifN/, '$1')
          .replace(/qdisc \S+/, 'qdisc Q')
          .replace(/ link-netnsid N/, '')
          .replace(/(link\/ether.*)promiscuity.*/, '$1DETAILS'),
      );
  }
  return { stdout: lines.join('\n') };
}

/** What was seen, not in which order nor how often; acknowledgements, ARP and IPv6 come and go. Interrupted ends differ in status. */
function capture({ stdout, stderr }: EngineForm, { cmd }: EngineRow): Partial<EngineForm> {
  const text = stdout
    .replace(/\bid \d+/g, 'id N')
    .replace(/seq \d{5,}(:\d+)?/g, 'seq N')
    .replace(/ack \d{5,}/g, 'ack N')
    .replace(/TS val \d+ ecr \d+/g, 'TS')
    .replace(/win \d+/g, 'win N')
    .replace(/<veth> /g, 'VETH ');
  let lines = text.split('\n').filter((line) => !/Flags \[\.\]|ARP|IP6/.test(line));
  if (cmd.includes('7946'))
    lines = lines
      .filter((line) => !line.includes('Flags'))
      .map((line) => line.replace(/length \d+/g, 'length N'));
  return {
    stdout: asSet(lines.join('\n')),
    stderr: stderr
      .split('\n')
      .filter((line) => line.startsWith('listening on'))
      .join('\n'),
    exit: 0,
  };
}

/** curl's meter leaves only its complaint; lifetimes and indices of the store run on. */
function transfer({ stdout, stderr }: EngineForm, { cmd }: EngineRow): Partial<EngineForm> {
  const complaint = stderr
    .split('\n')
    .filter((line) => line.includes('curl: ('))
    .map((line) => line.slice(line.indexOf('curl: (')))
    .join('\n')
    .replace(/after \d+ m(illi)?s(econds)?/g, 'after N ms');
  let text = stdout.replace(/"(expiration|ttl|modifiedIndex|createdIndex)":("[^"]*"|\d+)/g, '"$1":V');
  if (cmd.includes('/v2/keys'))
    text = text.replace(
      /"nodes":\[(.*)\]/,
      (_, nodes: string) => `"nodes":[${nodes.replace(/\},\{/g, '}\n{').split('\n').sort().join(',')}]`,
    );
  return {
    stdout: text.replace(/X-\w+-Id: .*|Date: .*|X-(Etcd|Raft)-\w+: .*/g, 'H'),
    stderr: complaint,
  };
}

function connections({ stdout, stderr }: EngineForm): Partial<EngineForm> {
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '' && !line.includes('7946'))
    .map((line) =>
      line
        .replace(/(TIME_WAIT|CLOSE|LAST_ACK|FIN_WAIT|CLOSE_WAIT|SYN_SENT|SYN_RECV)/g, 'ST')
        .replace(/^(\S+ +\d+) \d+ /, '$1 T ')
        .replace(new RegExp(`(sport|dport|id)=${EPHEMERAL}`, 'g'), '$1=EPH'),
    );
  return { stdout: asSet(lines.join('\n')), stderr: stderr.replace(/\d+ flow/g, 'N flow') };
}

/** Counters say whether something passed; ports of the embedded DNS are drawn. */
function ruleset(text: string): string {
  return squeeze(
    text
      .replace(/\[\d+:\d+\]/g, '[N:N]')
      .replace(/^ *\d+[KM]? +\d+[KM]? /gm, (figures) => (/[1-9]/.test(figures) ? 'N N ' : '0 0 '))
      .replace(/policy (\w+) \d+ packets, \d+ bytes/g, 'policy $1 N'),
  )
    .replace(/127\.0\.0\.11:\d+|--to-(destination|source) :?\d+|to:127\S+/g, 'EPH')
    .replace(new RegExp(`--[ds]port ${EPHEMERAL}`, 'g'), 'EPH')
    .replace(/dpt:(3[2-9]\d{3})/g, 'dpt:EPH');
}

/** Listings of the store come in no order; its two default ports are tried in either. */
function store({ stdout, stderr }: EngineForm, { cmd }: EngineRow): Partial<EngineForm> {
  let text = stdout;
  if (cmd.startsWith('for k')) {
    const values = new Map<string, string>();
    let key = '';
    for (const line of stdout.split('\n'))
      if (line.startsWith('/')) values.set((key = line), '');
      else if (key !== '') values.set(key, (values.get(key) ?? '') + line);
    text = [...values]
      .map(([name, value]) => `${name} ${value}`)
      .map((line) =>
        line.replace(
          /\[(\{"Proto":\d+,"Port":\d+\}(?:,\{"Proto":\d+,"Port":\d+\})*)\]/g,
          (_, ports: string) => `[${ports.replace(/\},\{/g, '}\n{').split('\n').sort().join(',')}]`,
        ),
      )
      .sort()
      .join('\n');
  }
  if (cmd.includes(' ls ')) text = asSet(text);
  const complaints = stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('{"level"'))
    .map((line) =>
      line
        .replaceAll('client-', '')
        .replaceAll('127.0.0.1:4001', '127.0.0.1:2379')
        .replace(/error #\d: /g, 'error #N: '),
    )
    .sort()
    .join('\n')
    .replace(/\[\d+\]/g, '[N]');
  return { stdout: text.replace(/\[\d+\]$/g, '[N]'), stderr: complaints };
}

/** Go prints maps in no order. */
function json({ stdout }: EngineForm): Partial<EngineForm> {
  if (!/^[[{]/.test(stdout)) return {};
  let text = stdout;
  try {
    text = JSON.stringify(sortKeys(JSON.parse(stdout)), null, 1);
  } catch {
    // Several documents, or none: compared as they are.
  }
  return { stdout: text.replace(/"(Size\w*|SizeRw|VirtualSize)": \d+/g, '"$1": N') };
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

/** The engine's routines log when they get their turn. */
function engineLog(text: string): string {
  return asSet(
    text
      .split('\n')
      .map((line) =>
        line.replace(/\d+\.\d+s|\d+ms/g, 'T').replace(new RegExp(`(@|:)${EPHEMERAL}\\b`, 'g'), '$1EPH'),
      )
      .filter((line) => !/interrupted system call|Peer netns reference/.test(line))
      .join('\n'),
  );
}
