/** What a cast says of itself. Sizes in cells, times in seconds. */
export interface CastHeader {
  width: number;
  height: number;
  title: string;
  duration: number;
  /** Longest pause a player keeps. */
  idleTimeLimit: number;
  /** Unix time of the recording's beginning, where it is known. */
  timestamp?: number;
}

/** Output, a resize as `COLUMNSxROWS`, or a marker with its label; seconds since the beginning. */
export interface CastEvent {
  time: number;
  code: 'o' | 'r' | 'm';
  data: string;
}

/**
 * An asciinema cast, version 2: a header, and a line `[time, code, data]` for each event, times not falling
 * (https://docs.asciinema.org/manual/asciicast/v2/). Output is what a terminal gets, so its line feeds come with a carriage return, as a
 * terminal's driver makes them.
 */
export function formatCast(header: CastHeader, events: readonly CastEvent[]): string {
  const { width, height, title, duration, idleTimeLimit, timestamp } = header;
  const lines: unknown[] = [
    {
      version: 2,
      width,
      height,
      ...(timestamp === undefined ? {} : { timestamp: Math.floor(timestamp) }),
      duration: seconds(duration),
      idle_time_limit: idleTimeLimit,
      title,
      env: { TERM: 'xterm-256color' },
    },
    ...events.map(({ time, code, data }) => [
      seconds(time),
      code,
      code === 'o' ? data.replace(/\r?\n/g, '\r\n') : data,
    ]),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

function seconds(time: number): number {
  return Number(time.toFixed(6));
}
