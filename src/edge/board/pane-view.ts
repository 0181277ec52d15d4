import type { Widgets } from 'blessed';
import blessed from 'neo-blessed';
import { type Area, type BoardMouse, inside, type Pane, type Signs } from '../../app/board/index.ts';
import { widthOf } from '../../lib/index.ts';
import { painted } from './paint.ts';

/** Blank cells on each side of a pane's rows. */
export const MARGIN = 1;

/** One pane on the screen: its title on a line, the titles of its columns, and a list whose rows move. */
export class PaneView {
  readonly list: Widgets.ListElement;
  private area: Area = { left: 0, top: 0, width: 0, height: 0 };
  private readonly rule: Widgets.BoxElement;
  private readonly head: Widgets.BoxElement;
  private readonly look: { signs: Signs; colour: boolean };

  constructor(screen: Widgets.Screen, look: { signs: Signs; colour: boolean }) {
    this.look = look;
    this.rule = blessed.box({ parent: screen, height: 1, wrap: false });
    this.head = blessed.box({ parent: screen, height: 1, wrap: false });
    // The row that keys move is marked where keys go, not in every pane.
    const here = () => screen.focused === this.list;
    this.list = blessed.list({
      parent: screen,
      keys: true,
      vi: true,
      style: { selected: { inverse: here } },
    } as unknown as Widgets.ListOptions<Widgets.ListElementStyle>);
  }

  /** Puts the pane at its place with what it says now. */
  draw(pane: Pane, area: Area): void {
    this.area = area;
    const { left, top, width, height } = area;
    const { signs, colour } = this.look;
    const here = this.list.screen.focused === this.list;
    const title = `${here ? signs.live : ' '}${pane.title} `;
    const line = signs.rule.repeat(Math.max(0, width - widthOf(title) - 2));
    Object.assign(this.rule, { left, top, width, height: 1 });
    this.rule.setContent(
      painted(
        [
          { text: signs.rule },
          { text: title, tone: here ? 'title' : undefined },
          { text: line + signs.rule },
        ],
        colour,
      ),
    );
    // A list wraps a row that fills it to the last cell where it has colours, so the right margin is the list's.
    const inner = { left: left + MARGIN, width: width - MARGIN };
    Object.assign(this.head, { ...inner, top: top + 1, height: 1 });
    Object.assign(this.list, { ...inner, top: top + 2, height: Math.max(1, height - 2) });
    this.head.setContent(pane.rows.length > 0 ? pane.head : '');
    this.list.setItems(
      (pane.rows.length > 0
        ? pane.rows.map((row) => painted(row, colour))
        : [pane.empty]) as unknown as Widgets.BlessedElement[],
    );
  }

  /** Moves the marked row by pages. */
  page(direction: 1 | -1): void {
    this.list.move(direction * Math.max(1, (this.list.height as number) - 1));
  }

  /** Whether a cell of the screen is the pane's. */
  covers(column: number, row: number): boolean {
    return inside(this.area, column, row);
  }

  /** The mouse on one of its rows marks it; the wheel moves the mark. */
  pointed(does: BoardMouse['does'], row: number): void {
    if (does !== 'press') this.list.move(does === 'up' ? -1 : 1);
    else if (row >= (this.list.top as number))
      this.list.select(this.list.childBase + row - (this.list.top as number));
  }

  setVisible(visible: boolean): void {
    for (const element of [this.rule, this.head, this.list]) element.hidden = !visible;
  }
}
