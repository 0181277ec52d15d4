import type { Area, PaneName } from '../../app/board/index.ts';

/** The least that the board is drawn on; from `wide` columns on panes stand side by side. */
export const LEAST = { columns: 80, rows: 24 };
const WIDE = 110;
/** Rows of the pane of sessions on a large screen, its title and its columns' among them. */
const PLAYING = 10;

/** Where the panes are between `top` and `bottom`, which is not theirs any more; `divider` is the line between two of them. */
export function areasOf(
  columns: number,
  top: number,
  bottom: number,
): { panes: Readonly<Record<PaneName, Area>>; divider?: Area } {
  const height = bottom - top;
  if (columns < WIDE) {
    const playing = Math.floor(height / 4);
    const progress = Math.floor((height - playing) / 2);
    const area = (from: number, rows: number) => ({ left: 0, top: from, width: columns, height: rows });
    return {
      panes: {
        playing: area(top, playing),
        progress: area(top + playing, progress),
        causes: area(top + playing + progress, height - playing - progress),
      },
    };
  }
  const left = Math.floor(columns / 2);
  const playing = Math.min(PLAYING, Math.floor(height / 2));
  return {
    divider: { left, top: top + playing, width: 1, height: height - playing },
    panes: {
      playing: { left: 0, top, width: columns, height: playing },
      progress: { left: 0, top: top + playing, width: left, height: height - playing },
      causes: { left: left + 1, top: top + playing, width: columns - left - 1, height: height - playing },
    },
  };
}
