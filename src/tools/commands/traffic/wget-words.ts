import type { Sys } from '../../../machine/os/index.ts';
import { formatDate } from '../../shell/index.ts';
import { localSeconds } from '../net/wall-clock.ts';

/** `2018-07-15 14:14:48`: the moment, as GNU wget begins and ends its lines. */
export function stamp(sys: Sys): string {
  return formatDate('%Y-%m-%d %H:%M:%S', localSeconds(sys));
}

/** `300K`, as `human_readable` of utils.c writes a size from 1024 octets on. */
export function sizeText(size: number): string {
  let value = size / 1024;
  for (const unit of ['K', 'M', 'G']) {
    if (value < 1024) return `${value < 10 ? value.toFixed(1) : value.toFixed(0)}${unit}`;
    value /= 1024;
  }
  return `${value.toFixed(0)}T`;
}

/** Octets a second with three digits (`calc_rate`, `retr_rate`). */
export function rateText(size: number, seconds: number): string {
  let rate = size / Math.max(seconds, 0.001);
  for (const unit of ['B/s', 'KB/s', 'MB/s']) {
    if (rate < 1024)
      return `${rate >= 99.95 ? rate.toFixed(0) : rate >= 9.995 ? rate.toFixed(1) : rate.toFixed(2)} ${unit}`;
    rate /= 1024;
  }
  return `${rate.toFixed(2)} GB/s`;
}

const ROW = 50 * 1024;

/**
 * The dots of an output that is no wide terminal: ten a group of 10 KiB, five groups a row of 50 KiB, percent and rate behind them
 * (progress.c, 1.21 recorded). The rows of the model take an even share of the time.
 */
export function dots(size: number, seconds: number, old: boolean): string {
  const rate = rateText(size, seconds)
    .replace(/ ?(K|M|G)?B\/s$/, '$1')
    .padStart(5);
  const took = old && seconds < 0.001 ? '0' : shortTime(seconds);
  let text = '';
  // A size that fills its last row gets an empty one behind it.
  for (let at = 0; at <= size; at += ROW) {
    const part = Math.min(ROW, size - at);
    const marks = Math.floor(part / 1024);
    const groups = Array.from({ length: 5 }, (_, group) =>
      '.'.repeat(Math.max(0, Math.min(10, marks - group * 10))).padEnd(10),
    );
    const percent = String(Math.floor((100 * (at + part)) / Math.max(1, size))).padStart(3);
    const last = at + ROW > size;
    const speed = part === 0 && size > 0 ? '0.00 ' : rate;
    text += `${String(at / 1024).padStart(6)}K ${groups.join(' ')}${percent}% ${speed}${last ? `=${took}s` : ' 0s'}\n`;
  }
  return text;
}

function shortTime(seconds: number): string {
  return seconds < 0.001 ? '0' : seconds < 10 ? String(Number(seconds.toPrecision(1))) : seconds.toFixed(0);
}

/** A transfer as short as this has no rate yet. */
const TOO_SHORT = 0.15;

/** The last state of the bar that a terminal shows, one column short of its width: 1.21's (recorded), or 1.14's. */
export function bar(file: string, size: number, seconds: number, columns: number, old: boolean): string {
  const rate =
    seconds < TOO_SHORT
      ? old
        ? '--.-K/s'
        : '--.-KB/s'
      : rateText(size, seconds)
          .replace(' ', '')
          .replace(old ? 'B/' : '', old ? '/' : '');
  const time = `in ${shortTime(seconds)}s`;
  if (old) {
    const cells = Math.max(1, columns - 41);
    const amount = String(size).replace(/\B(?=(\d{3})+$)/g, ',');
    return `100%[${'='.repeat(cells - 1)}>] ${amount.padEnd(11)} ${rate.padStart(7)}   ${time.padEnd(11)}\n`;
  }
  const name = Math.floor(columns / 4);
  const cells = Math.max(1, columns - 40 - name);
  const amount = size < 1000 ? String(size) : `${(size / 1024).toFixed(2)}K`;
  return `${file.slice(0, name - 1).padEnd(name)}100%[${'='.repeat(cells - 1)}>]${amount.padStart(8)}  ${rate.padStart(8)}    ${time.padEnd(11)}\n`;
}

/** The last state of busybox's bar (libbb/progress.c): name, percent, stars, size, time left. */
export function busyboxProgress(file: string, size: number, columns: number): string {
  const amount = size >= 100 * 1024 ? `${Math.floor(size / 1024)}k` : String(size);
  return `${file.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(Math.max(1, columns - 48))}| ${amount.padStart(5)}  0:00:00 ETA\n`;
}
