import { renderToString } from 'ink';
import type { TrainerState } from '../trainer/index.ts';
import { App, tooSmall, wholeScreen } from './App.tsx';
import { sameSpans, type Span } from './spans.ts';
import { styledRow } from './styled-row.ts';

interface Line {
  spans: readonly Span[];
  text: string;
}

/**
 * The screen's rows with their colours (SGR, ECMA-48), each as wide as the screen: for who shows it within another one, or shows many. What
 * `App` makes of the same state looks the same. A key changes one or two rows: from one state to the next the others stay the texts they
 * were.
 */
export class ScreenLines {
  private drawn: Line[] = [];
  private look = '';

  of(state: TrainerState): string[] {
    const { columns, theme, ascii } = state;
    if (state.help !== undefined || tooSmall(state) !== undefined) {
      this.drawn = [];
      return renderToString(<App state={state} />, { columns }).split('\n');
    }
    const look = `${columns} ${theme} ${ascii}`;
    if (look !== this.look) this.drawn = [];
    this.look = look;
    this.drawn = wholeScreen(state).map((spans, at) => {
      const before = this.drawn[at];
      if (before && sameSpans(before.spans, spans)) return before;
      return { spans, text: styledRow(spans, { width: columns, theme, ascii }) };
    });
    return this.drawn.map(({ text }) => text);
  }
}
