import { describe, expect, test } from 'vitest';
import {
  initialState,
  type PlayState,
  type TrainerRunner,
  type TrainerState,
} from '../../../src/app/trainer/index.ts';
import { ClassWatch } from '../../../src/edge/classroom/class-watch.ts';

const MINUTE = 60_000;

/** A learner as far as he is watched, and the clock. */
class Watched {
  now = 0;
  readonly watch = new ClassWatch(() => this.now);
  private look = () => {};
  private readonly runner = {
    state: initialState({
      lang: 'en',
      columns: 80,
      rows: 24,
      ascii: false,
      theme: 'dark',
      drills: [],
      problems: [],
    }),
    progress: undefined as TrainerRunner['progress'],
    subscribe: (listener: () => void) => {
      this.look = listener;
      return () => {
        this.look = () => {};
      };
    },
  };

  constructor() {
    this.watch.came('anna');
    this.watch.follow('anna', this.runner as unknown as TrainerRunner);
  }

  pass(minutes: number): this {
    this.now += minutes * MINUTE;
    return this;
  }

  becomes(state: Partial<TrainerState>, left?: number): this {
    this.runner.state = { ...this.runner.state, ...state };
    if (left !== undefined) this.runner.progress = { left, total: 41 };
    this.look();
    return this;
  }

  plays(id: string, rest: Partial<PlayState> = {}): this {
    return this.becomes({ screen: 'workspace', play: { id, hints: [], ...rest } as unknown as PlayState });
  }

  get facts() {
    const [facts] = this.watch.facts(['anna']);
    return facts;
  }

  get stuck(): number | undefined {
    return this.facts.stuck === undefined ? undefined : this.facts.stuck / MINUTE;
  }

  get told(): string[] {
    return this.watch.events.map(({ kind }) => kind);
  }
}

describe('the time that somebody is stuck', () => {
  test('counts from opening the drill, and from each command that lowers the suspects', () => {
    const anna = new Watched().plays('ping').pass(3);
    expect(anna.stuck).toBe(3);
    anna.becomes({}, 41).pass(2).becomes({}, 41);
    expect(anna.stuck).toBe(5);
    expect(anna.becomes({}, 12).stuck).toBe(0);
    expect(anna.pass(4).stuck).toBe(4);
    expect(anna.facts.suspects).toEqual({ left: 12, total: 41 });
    // An undone command says nothing new; another drill begins anew.
    expect(anna.becomes({}, 41).stuck).toBe(4);
    expect(anna.plays('page').stuck).toBe(0);
  });

  test('stands still while nobody sits there, and while the class is paused', () => {
    const anna = new Watched().plays('ping').pass(2);
    anna.watch.left('anna');
    expect([anna.pass(30).stuck, anna.facts.connection]).toEqual([2, 'away']);
    anna.watch.came('anna');
    expect(anna.pass(1).stuck).toBe(3);
    anna.watch.pause(true);
    expect(anna.pass(10).stuck).toBe(3);
    anna.watch.pause(false);
    expect(anna.pass(1).stuck).toBe(4);
  });

  test('is nobody’s who chose no drill, or knows the cause', () => {
    const anna = new Watched();
    expect(anna.pass(5).stuck).toBeUndefined();
    anna.plays('ping').becomes({ busy: 'judging' });
    anna.plays('ping', { debrief: { solved: true, truth: {} } as PlayState['debrief'] });
    anna.becomes({ busy: undefined, screen: 'debrief' });
    expect([anna.stuck, anna.facts.doing]).toEqual([undefined, 'solved']);
  });
});

describe('what happened', () => {
  test('is told once each: came, opened, hint, handed in, solved, left', () => {
    const anna = new Watched().plays('ping').plays('ping', { hints: [{ en: '', zh: '' }] });
    const handsIn = (solved: boolean) => {
      anna.becomes({ busy: 'judging' });
      const debrief = { solved, givenUp: false, truth: solved ? {} : undefined } as PlayState['debrief'];
      const play = { id: 'ping', hints: [{ en: '', zh: '' }], debrief } as unknown as PlayState;
      anna.becomes({ busy: undefined, screen: 'debrief', play });
    };
    handsIn(false);
    expect(anna.becomes({ screen: 'workspace' }).facts.doing).toBe('working');
    handsIn(true);
    anna.becomes({ screen: 'browser', play: undefined });
    expect(anna.facts.doing).toBe('solved');
    anna.watch.left('anna');
    expect(anna.told).toEqual(['came', 'opened', 'hint', 'handed-in', 'solved', 'left']);
  });

  test('is in an exam that it was handed in, whatever it came to', () => {
    const anna = new Watched().plays('ping').becomes({ busy: 'judging' });
    anna.becomes({ busy: undefined, screen: 'browser', play: undefined });
    expect([anna.facts.doing, anna.told.at(-1)]).toEqual(['handed-in', 'handed-in']);
  });

  test('is nothing any more when the attempt is ended', () => {
    const anna = new Watched().plays('ping').becomes({ busy: 'judging' });
    anna.becomes({ busy: undefined, screen: 'browser', play: undefined });
    anna.watch.forget('anna', 'another');
    expect(anna.facts.doing).toBe('handed-in');
    anna.watch.forget('anna', 'ping');
    expect([anna.facts.doing, anna.facts.drill]).toEqual(['browser', undefined]);
  });

  test('says who lets a teacher type', () => {
    const anna = new Watched().plays('ping');
    anna.becomes({ guest: { name: 'lee', keyboard: 'asks' } });
    anna.becomes({ guest: { name: 'lee', keyboard: 'has' } });
    anna.becomes({ guest: undefined });
    expect(anna.told.slice(2)).toEqual(['agreed', 'refused']);
  });
});
