import type { Step } from '../../../lib/index.ts';
import type { FileStatus, Sys } from '../../../machine/os/index.ts';
import { isFailure } from '../../../model/state/index.ts';

/** `-rwxr-xr-x` of a file. */
export function modeText(status: Pick<FileStatus, 'type' | 'mode'>): string {
  const kinds: Readonly<Record<string, string>> = {
    directory: 'd',
    symlink: 'l',
    character: 'c',
    pipe: 'p',
    socket: 's',
  };
  let out = kinds[status.type] ?? '-';
  for (const shift of [6, 3, 0]) {
    const bits = (status.mode >> shift) & 7;
    const special = (status.mode >> (9 + shift / 3)) & 1;
    const last = shift === 0 ? ['t', 'T'] : ['s', 'S'];
    out += (bits & 4 ? 'r' : '-') + (bits & 2 ? 'w' : '-');
    out +=
      special && [0o4000, 0o2000, 0o1000][(6 - shift) / 3]! & status.mode
        ? last[bits & 1 ? 0 : 1]
        : bits & 1
          ? 'x'
          : '-';
  }
  return out;
}

/** Reads user names from /etc/passwd; numbers stay where there is none. */
export function* userNames(sys: Sys): Step<(uid: number) => string> {
  const text = yield* sys.readFile('/etc/passwd');
  const names = new Map(
    (isFailure(text) ? '' : text)
      .split('\n')
      .map((line) => [Number(line.split(':')[2]), line.split(':')[0]!] as const),
  );
  return (uid) => names.get(uid) ?? String(uid);
}

/** `1.2K`, as `ls -h` and `du -h` round up. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  let unit = -1;
  while (value >= 1024) {
    value /= 1024;
    unit += 1;
  }
  return value < 10
    ? `${(Math.ceil(value * 10) / 10).toFixed(1)}${'KMGT'[unit]}`
    : `${Math.ceil(value)}${'KMGT'[unit]}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 24 09:00`, or with the year when it is more than half a year from `now`. Microseconds since 1970, as the local clock shows them. */
export function listTime(modified: number, now: number): string {
  const at = new Date(modified / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const head = `${months[at.getUTCMonth()]} ${String(at.getUTCDate()).padStart(2)}`;
  const recent = modified <= now && now - modified < 15778476e6;
  return recent
    ? `${head} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`
    : `${head}  ${at.getUTCFullYear()}`;
}
