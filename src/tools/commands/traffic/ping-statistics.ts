/** Round-trip times of one run, microseconds. */
export interface PingTally {
  sent: number;
  received: number;
  duplicates: number;
  errors: number;
  times: number[];
  /** Microseconds from the first request to the last: waiting for answers is not counted (recorded). */
  elapsed: number;
  /** Farthest that an answer or error lagged behind, for iputils' `pipe N`. */
  pipe: number;
}

/** `0.342`, `12.3`, `1007`: iputils shows fewer decimals for longer times. */
export function iputilsTime(microseconds: number): string {
  const ms = microseconds / 1000;
  if (ms >= 100) return ms.toFixed(0);
  if (ms >= 10) return ms.toFixed(1);
  if (ms >= 1) return ms.toFixed(2);
  return ms.toFixed(3);
}

/** The closing lines of iputils ping; empty counters are left out as it does. */
export function iputilsSummary(host: string, tally: PingTally): string {
  const loss = tally.sent === 0 ? 0 : ((tally.sent - tally.received) * 100) / tally.sent;
  const parts = [
    `${tally.sent} packets transmitted, ${tally.received} received`,
    ...(tally.duplicates > 0 ? [`+${tally.duplicates} duplicates`] : []),
    ...(tally.errors > 0 ? [`+${tally.errors} errors`] : []),
    `${Number(loss.toPrecision(6))}% packet loss`,
    `time ${Math.floor(tally.elapsed / 1000)}ms`,
  ];
  let text = `\n--- ${host} ping statistics ---\n${parts.join(', ')}\n`;
  if (tally.received > 0 && tally.times.length > 0) {
    const ms = tally.times.map((t) => t / 1000);
    const mean = ms.reduce((a, b) => a + b, 0) / ms.length;
    const square = ms.reduce((a, b) => a + b * b, 0) / ms.length;
    const deviation = Math.sqrt(Math.max(0, square - mean * mean));
    const three = (value: number) => value.toFixed(3);
    text += `rtt min/avg/max/mdev = ${three(Math.min(...ms))}/${three(mean)}/${three(Math.max(...ms))}/${three(deviation)} ms`;
    text += tally.pipe > 1 ? `, pipe ${tally.pipe}\n` : '\n';
  } else if (tally.pipe > 1) text += `pipe ${tally.pipe}\n`;
  else if (tally.sent > 0) text += '\n';
  return text;
}

/** The closing lines of busybox ping. */
export function busyboxSummary(host: string, tally: PingTally): string {
  const loss = tally.sent === 0 ? 0 : Math.floor(((tally.sent - tally.received) * 100) / tally.sent);
  let text = `\n--- ${host} ping statistics ---\n${tally.sent} packets transmitted, ${tally.received} packets received`;
  if (tally.duplicates > 0) text += `, ${tally.duplicates} duplicates`;
  text += `, ${loss}% packet loss\n`;
  if (tally.times.length > 0) {
    const show = (value: number) => (Math.floor(value) / 1000).toFixed(3);
    const mean = tally.times.reduce((a, b) => a + b, 0) / tally.times.length;
    text += `round-trip min/avg/max = ${show(Math.min(...tally.times))}/${show(mean)}/${show(Math.max(...tally.times))} ms\n`;
  }
  return text;
}
