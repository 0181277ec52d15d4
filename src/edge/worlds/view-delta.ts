import type { WorldView } from '../../app/trainer/index.ts';

type Terminal = WorldView['terminals'][number];

/** A terminal as it differs from what was told of it last. */
interface TerminalDelta extends Omit<Terminal, 'output' | 'history'> {
  /** What was added to its output; `from` 0 where it is told anew. */
  output?: { from: number; text: string };
  history?: Terminal['history'];
}

/** A view of a world without what was told before: terminals keep tens of thousands of characters, and most moments change few. */
export interface ViewDelta extends Partial<Omit<WorldView, 'terminals' | 'clock'>> {
  clock: number;
  terminals: TerminalDelta[];
}

/** The clock is shown to the second. */
const SECOND = 1_000_000;
/** Parts that are compared by what they say: their lists are made anew at each look. */
const PARTS = ['notebook', 'suspects', 'openable', 'packets'] as const;

/** Makes deltas of one world's views, one after the other. */
export class ViewPacker {
  private told: WorldView | undefined;
  private texts: Partial<Record<(typeof PARTS)[number], string>> = {};

  /** What is new; `undefined` where the screen would not change. */
  pack(view: WorldView): ViewDelta | undefined {
    const { told } = this;
    // The shell's history is one list that grows.
    this.told = { ...view, terminals: view.terminals.map((t) => ({ ...t, history: [...t.history] })) };
    const delta: ViewDelta = { clock: view.clock, terminals: [] };
    let changed = told === undefined || told.terminals.length !== view.terminals.length;
    for (const terminal of view.terminals) {
      const before = told?.terminals.find(({ id }) => id === terminal.id);
      const { output, history, ...rest } = terminal;
      const one: TerminalDelta = { ...rest };
      if (!before || before.output !== output)
        one.output = before && output.startsWith(before.output) ? added(before.output, output) : anew(output);
      if (!before || !sameHistory(before.history, history)) one.history = history;
      changed ||=
        one.output !== undefined ||
        one.history !== undefined ||
        before?.prompt !== rest.prompt ||
        before?.running !== rest.running ||
        before?.screen !== undefined ||
        rest.screen !== undefined;
      delta.terminals.push(one);
    }
    for (const part of PARTS) {
      const text = JSON.stringify(view[part]);
      if (text === this.texts[part]) continue;
      this.texts[part] = text;
      Object.assign(delta, { [part]: view[part] });
      changed = true;
    }
    changed ||= Math.floor((told?.clock ?? 0) / SECOND) !== Math.floor(view.clock / SECOND);
    return changed ? delta : undefined;
  }
}

function added(before: string, output: string): TerminalDelta['output'] {
  return { from: before.length, text: output.slice(before.length) };
}

function anew(output: string): TerminalDelta['output'] {
  return { from: 0, text: output };
}

/** Lines are only ever added to a history, or all of them are forgotten. */
function sameHistory(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.at(-1) === b.at(-1);
}

/** Puts views together again from their deltas. */
export class ViewUnpacker {
  private view: WorldView = {
    terminals: [],
    clock: 0,
    notebook: [],
    suspects: { left: 0, total: 0, ready: false },
    openable: [],
    packets: [],
  };

  unpack({ terminals, ...rest }: ViewDelta): WorldView {
    const { view } = this;
    this.view = {
      ...view,
      ...rest,
      terminals: terminals.map(({ output, history, ...terminal }): Terminal => {
        const before = view.terminals.find(({ id }) => id === terminal.id);
        const old = before?.output ?? '';
        return {
          ...terminal,
          output: output ? old.slice(0, output.from) + output.text : old,
          history: history ?? before?.history ?? [],
        };
      }),
    };
    return this.view;
  }
}
