import { forgetfulStore, type TrainerRunner, type TrainerStore } from '../../../src/app/trainer/index.ts';
import { parseScript } from '../../../src/drill/session/index.ts';
import { KeyStream } from '../../../src/edge/terminal/index.ts';
import { entryLine, headerLine } from '../../../src/edge/logs/index.ts';
import type { Mark } from '../../../src/edge/gradebook/index.ts';
import { keySequence } from '../../../src/edge/testing/index.ts';
import { runnerOn } from '../../app/drilled.ts';
import { mark } from './samples.ts';

/** Somebody at a drill whose log and marks are written down as a class's server does. */
export class RecordedAttempt {
  readonly lines: string[] = [];
  readonly marks: Mark[] = [];
  private readonly number: number;
  private readonly runner: TrainerRunner;
  private readonly keys: KeyStream;

  constructor(number: number, drill: string) {
    this.number = number;
    const write = (line: string) => this.lines.push(line.trimEnd());
    const store: TrainerStore = {
      ...forgetfulStore,
      engine: '0.1.0',
      begin(header, entries) {
        write(headerLine('0.1.0', header));
        for (const entry of entries) write(entryLine(entry));
      },
      append: (entry) => {
        write(entryLine(entry));
        if (entry.type === 'graded') this.graded = true;
      },
    };
    this.runner = runnerOn(store);
    this.keys = new KeyStream((key) => this.runner.dispatch({ kind: 'key', key }));
    this.runner.openDrill(drill, false);
  }

  private graded = false;

  private work(): void {
    while (this.runner.work());
    const debrief = this.runner.state.play?.debrief;
    if (!this.graded || !debrief) return;
    this.graded = false;
    const { marks, hints, score, solved, verdict } = debrief;
    const named = /^(Solved|Diagnosed)/.test(verdict.en);
    const kind = solved ? 'solved' : named ? 'diagnosed' : /^Healed/.test(verdict.en) ? 'healed' : 'open';
    const earned = { ...marks, hints, score, solved, named, verdict: kind };
    this.marks.push(withoutKind(mark(this.number, this.marks.length + 1, earned)));
  }

  types(script: string): this {
    this.runner.playScript(parseScript('test', script));
    this.work();
    return this;
  }

  presses(...names: string[]): this {
    for (const name of names) {
      this.keys.push(keySequence(name));
      this.keys.flush();
      this.work();
    }
    return this;
  }
}

function withoutKind({ write: _, ...rest }: ReturnType<typeof mark>): Mark {
  return rest;
}
