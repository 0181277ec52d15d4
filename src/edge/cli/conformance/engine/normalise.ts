import { replaceIdentities } from './identities.ts';
import type { EngineForm, EngineRow } from './recording.ts';
import { RULES } from './rules.ts';

/** The address of a bridge or a port that was drawn; those that follow from a card or an address stay. */
const KNOWN_MAC =
  /^(02:42:(ac:1[1-9a-f]:00:|0a:|c0:a8:)|ff:ff:ff:ff:ff:ff$|00:00:00:00:00:00$|33:33|01:00:5e|01:80:c2|00:0c:29|00:50:56)/;

/**
 * Identities, drawn addresses, times, process ids and ports that are drawn become tokens; then the rules of the tool. What carries
 * meaning stays. The rules are those the recorded lab compares two runs of its engines with.
 */
export function normaliseEngineRow(row: EngineRow, names: ReadonlyMap<string, string>): EngineForm {
  const common = (text: string) => commonForm(text, row.cmd, names);
  let form: EngineForm = { stdout: common(row.stdout), stderr: common(row.stderr), exit: row.exit };
  for (const { of, unless, rewrite } of RULES)
    if (of.test(row.cmd) && !unless?.test(row.cmd)) form = { ...form, ...rewrite(form, row) };
  return { stdout: form.stdout.trim(), stderr: form.stderr.trim(), exit: form.exit };
}

function commonForm(text: string, cmd: string, names: ReadonlyMap<string, string>): string {
  let out = text.replace(/\b8000\.[0-9a-f]{12}\b/g, '8000.<mac>');
  out = drawnMacs(times(replaceIdentities(out, names)));
  out = out
    .replace(/^( Runtimes: )(.*)$/gm, (_, head, list: string) => head + list.split(' ').sort().join(' '))
    .replace(/^.*level=error msg="error waiting for container: (context canceled|unexpected EOF)"\n?/gm, '')
    .replace(
      /db state:Set\{\{(.*?)\}, \{(.*?)\}\}/g,
      (_, a: string, b: string) => `db state:${[a, b].sort().join(' ')}`,
    )
    // The recorded hosts are containers of a kind themselves, and their cards ends of cables.
    .replace(' (containerized)', '');
  if (cmd.includes('docker') && !/^[[{]/.test(out)) out = columns(out);
  return out
    .replace(/\blink-netnsid \d+/g, 'link-netnsid N')
    .replace(/@if\d+/g, '@ifN')
    .replace(/pid=\d+,fd=\d+/g, 'pid=N,fd=N')
    .replace(
      /\b\d+\/(dockerd|docker-proxy|etcd|python3|socat|busybox|java|sleep|web\.sh|bash|containerd|-)/g,
      'PID/$1',
    )
    .replace(/"Pid": \d+/g, '"Pid": N')
    .replace(/pid=\d+|booted in [\d.]+s|spanID=\S+|traceID=\S+/g, 'V')
    .replace(/ID: (\w{4}:){11}\w{4}/g, 'ID: <engine id>')
    .replace(/127\.0\.0\.11:\d{4,5}/g, '127.0.0.11:EPH')
    .replace(/(\d+\.\d+\.\d+\.\d+)[:.](3[2-9]\d{3}|[4-6]\d{4})\b/g, '$1:EPH')
    .replace(/:(3276[89]|327[7-9]\d|328\d\d)\b/g, ':EPH')
    .replace(/"HostPort": ?"32\d{3}"/g, '"HostPort": "EPH"')
    .replace(/after \d+ ms/g, 'after N ms')
    .replace(/took = [\d.]+m?s/g, 'took = T');
}

function times(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, '<time>')
    .replace(/\d{4}[-/]\d\d[-/]\d\d \d\d:\d\d:\d\d(\.\d+)?( [+-]\d{4} \w+)?/g, '<time>')
    .replace(/(Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ \d\d:\d\d:\d\d (\w+ )?\d{4}/g, '<time>')
    .replace(/^\d\d:\d\d:\d\d\.\d+ /gm, 'T ')
    .replace(
      /(Less than a second|About a minute|About an hour|\d+ (second|minute|hour|day|week|month)s?)( ago)?/g,
      (_all, _what, _unit, ago = '') => `<dur>${ago}`,
    );
}

function drawnMacs(text: string): string {
  return text
    .replace(/\b[0-9a-fA-F]{1,2}(?::[0-9a-fA-F]{1,2}){5}\b/g, (mac) =>
      KNOWN_MAC.test(mac.toLowerCase()) ? mac : '<mac>',
    )
    .replace(/(33:33:ff:)[0-9a-f:]{8}/g, '$1<m>')
    .replace(/8000\.[0-9a-f:]+\b|8000\.<mac>/g, '8000.<mac>')
    .replace(/fe80::[0-9a-f:]+/g, 'fe80::<x>')
    .replace(/\[fe80[^\]]*\]/g, '[fe80::<x>]');
}

/** Widths of columns depend on durations and identities. */
function columns(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, '  ').trimEnd())
    .join('\n');
}
