import type { BoardDrill, Player } from '../../src/app/board/index.ts';

/** The moment at which boards of tests are made. */
export const NOW = Date.UTC(2026, 0, 31, 12);
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const cause = (id: string, en: string, zh: string) => ({ id, title: { en, zh } });
const ADVERTISE = cause('advertise', 'the engine advertises nothing', '引擎没有通告自己的地址');
const VXLAN = cause('vxlan', 'UDP 4789 is dropped on the way', '途中丢弃 UDP 4789');
const FORWARDING = cause('forwarding', 'forwarding is off', '转发被关闭');
const PING = { en: 'A ping that worked last week', zh: '上周还能通的 ping' };

export const DRILLS: readonly BoardDrill[] = [
  { id: 'ping-1', title: PING, twin: 1, level: 3, cause: ADVERTISE },
  { id: 'ping-2', title: PING, twin: 2, level: 3, cause: VXLAN },
  {
    id: 'page',
    title: { en: 'A web page nobody sees', zh: '没人能打开的网页' },
    twin: 0,
    level: 1,
    cause: FORWARDING,
  },
  {
    id: 'page-2',
    title: { en: 'Small works, big hangs', zh: '小包能通，大包卡住' },
    twin: 0,
    level: 2,
    cause: FORWARDING,
  },
  { id: 'lab', title: { en: 'Two hosts, one overlay', zh: '两台主机，一个 overlay' }, twin: 0, level: 0 },
];

const attempt = (drill: string, score: number, days: number, solved = score > 70, named = solved) => ({
  drill,
  score,
  solved,
  named,
  at: NOW - days * DAY,
});

export const ANNA: Player = {
  name: 'anna',
  attempts: [
    attempt('page', 20, 9),
    attempt('page', 96, 8),
    attempt('ping-1', 10, 5),
    attempt('ping-1', 65, 4, false, true),
    attempt('ping-2', 0, 1),
    attempt('page-2', 12, 1),
    { drill: 'a-pack-that-left', score: 30, solved: false, named: false },
  ],
  sessions: [
    {
      drill: 'ping-2',
      written: NOW - 2_000,
      simulated: 252_000_000,
      commands: 9,
      hints: 1,
      submissions: 1,
      screen: 'workspace',
    },
    {
      drill: 'lab',
      written: NOW - 3 * 60 * MINUTE,
      simulated: 12_000_000,
      commands: 2,
      hints: 0,
      submissions: 0,
      screen: 'ticket',
    },
  ],
};

export const BO: Player = {
  name: '博\u001b[31m🚀',
  attempts: [attempt('page', 80, 0), attempt('ping-1', 5, 0)],
  sessions: [],
};
