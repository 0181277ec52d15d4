// What a process and those it started take, as Linux counts it (proc(5)).
import { readdirSync, readFileSync } from 'node:fs';

/** A process and all that it started, directly or not. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const fields = statOf(Number(name));
    if (fields) parents.set(Number(name), Number(fields[1]));
  }
  const family = [pid];
  for (const one of family) for (const [child, parent] of parents) if (parent === one) family.push(child);
  return family;
}

/** Fields of a process's stat behind its name, which may have blanks in it; nothing where it ended. */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
  } catch {
    return undefined;
  }
}

/** Octets of memory that all of them have (VmRSS), and the sum of the most that each ever had (VmHWM). */
export function memoryOf(pid: number): { now: number; most: number } {
  const sum = { now: 0, most: 0 };
  for (const one of familyOf(pid)) {
    const status = statusOf(one);
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024;
    sum.now += field('VmRSS');
    sum.most += field('VmHWM');
  }
  return sum;
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

/** Seconds of processor time that all of them used (fields 14 and 15, in hundredths). */
export function processorTimeOf(pid: number): number {
  return familyOf(pid).reduce((sum, one) => {
    const fields = statOf(one);
    return sum + (fields ? (Number(fields[11]) + Number(fields[12])) / 100 : 0);
  }, 0);
}
