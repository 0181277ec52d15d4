import type { ClassDrill, ClassEvent, ClassFacts, LearnerFacts } from '../../src/app/board/index.ts';
import { NOW } from './facts.ts';

const MINUTE = 60_000;
const PING = { en: 'A ping that worked last week', zh: '上周还能通的 ping' };

const drill = (id: string, twin: number, rest: Partial<ClassDrill> = {}): ClassDrill => ({
  id,
  title: PING,
  twin,
  mode: 'practice',
  released: false,
  closes: false,
  begun: 0,
  handedIn: 0,
  solved: 0,
  ...rest,
});

const learner = (name: string, rest: Partial<LearnerFacts> = {}): LearnerFacts => ({
  name,
  doing: 'working',
  hints: 0,
  connection: 'here',
  since: NOW - 30 * MINUTE,
  ...rest,
});

const happened = (minutes: number, event: Omit<ClassEvent, 'at'>): ClassEvent => ({
  at: NOW - minutes * MINUTE,
  ...event,
});

/** A class in the middle of an hour. */
export const CLASS: ClassFacts = {
  class: 'net-2026',
  now: NOW,
  paused: false,
  learners: [
    learner('anna', { drill: 'ping-1', suspects: { left: 6, total: 41 }, stuck: 3 * MINUTE, hints: 1 }),
    learner('ben', { drill: 'ping-2', suspects: { left: 41, total: 41 }, stuck: 14 * MINUTE }),
    learner('chen', { drill: 'ping-1', doing: 'solved', suspects: { left: 1, total: 41 } }),
    learner('王小明', {
      drill: 'page',
      doing: 'diagnosing',
      suspects: { left: 4, total: 11 },
      stuck: 6 * MINUTE,
    }),
    learner('dora', {
      drill: 'ping-2',
      suspects: { left: 9, total: 41 },
      stuck: 20 * MINUTE,
      connection: 'away',
      since: NOW - 5 * MINUTE,
    }),
    learner('emil', { connection: 'never', since: undefined, doing: 'browser' }),
    learner('judith-marie.van-der-berg', { doing: 'browser' }),
  ],
  drills: [
    drill('page', 0, {
      title: { en: 'The page does not come', zh: '网页打不开' },
      begun: 3,
      handedIn: 2,
      solved: 2,
    }),
    drill('ping-1', 1, { mode: 'one', begun: 2, handedIn: 1, solved: 1, closes: true }),
    drill('ping-2', 2, { mode: 'exam', begun: 2, closes: true }),
    drill('never-begun', 3),
  ],
  events: [
    happened(31, { kind: 'came', learner: 'anna' }),
    happened(30, { kind: 'opened', learner: 'anna', drill: 'ping-1' }),
    happened(12, { kind: 'hint', learner: 'anna', drill: 'ping-1' }),
    happened(9, { kind: 'trouble', text: { en: 'disk full', zh: '磁盘已满' } }),
    happened(8, { kind: 'trouble-over' }),
    happened(5, { kind: 'left', learner: 'dora' }),
    happened(2, {
      kind: 'teacher',
      learner: 'ben',
      text: { en: 'message: "look again"', zh: '消息：“再看看”' },
    }),
    happened(0, { kind: 'solved', learner: 'chen', drill: 'ping-1' }),
  ],
};
