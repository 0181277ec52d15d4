import { Box, Text } from 'ink';
import { createContext, type ReactElement, type ReactNode, useContext, useMemo, useRef } from 'react';
import type { ThemeName } from '../trainer/index.ts';
import { plainText } from './signs.ts';
import { fitHeight, fitRow, type Span } from './spans.ts';
import { THEMES } from './themes.ts';

/** What the terminal can show: colours, and characters beyond ASCII. */
export const Look = createContext<{ theme: ThemeName; ascii: boolean }>({ theme: 'dark', ascii: false });

/** What is drawn inside looks like this. The value stays the same one while nothing in it changes: a new one would draw every row anew. */
export function Looking({
  theme,
  ascii,
  children,
}: {
  theme: ThemeName;
  ascii: boolean;
  children: ReactNode;
}): ReactNode {
  const look = useMemo(() => ({ theme, ascii }), [theme, ascii]);
  return <Look value={look}>{children}</Look>;
}

const INVERSE = [7, 27] as const;

/** A row as one string: a node of Ink for each span would be laid out, measured and joined again for every frame. */
export function styled(spans: readonly Span[], theme: ThemeName): string {
  let row = '';
  for (const { text, tone = 'plain', inverse } of spans) {
    const codes = THEMES[theme][tone] ?? [];
    for (const [on] of codes) row += `\u001b[${on}m`;
    row += inverse ? `\u001b[${INVERSE[0]}m${text}\u001b[${INVERSE[1]}m` : text;
    for (let at = codes.length - 1; at >= 0; at--) row += `\u001b[${codes[at][1]}m`;
  }
  return row;
}

interface RowProps {
  spans: readonly Span[];
  width: number;
}

function sameRow(a: RowProps, b: RowProps): boolean {
  return (
    a.width === b.width &&
    a.spans.length === b.spans.length &&
    a.spans.every((span, at) => {
      const other = b.spans[at];
      return span.text === other.text && span.tone === other.tone && span.inverse === other.inverse;
    })
  );
}

/** One row of exactly `width` cells made of spans; what does not fit is cut. */
export function Row({ spans, width }: RowProps): ReactNode {
  const { theme, ascii } = useContext(Look);
  const row = styled(fitRow(spans, width), theme);
  return <Text wrap="truncate">{ascii ? plainText(row) : row}</Text>;
}

/** Rows of spans below each other, filled with empty ones to `height`. */
export function Column({
  rows,
  width,
  height,
}: {
  rows: readonly Span[][];
  width: number;
  height: number;
}): ReactNode {
  // A key changes one or two rows of the screen: the others stay the elements they were. What was made for them is garbage at once, which
  // costs next to nothing; as part of a new tree it would live until the next key.
  const drawn = useRef<ReactElement<RowProps>[]>([]);
  drawn.current = fitHeight(rows, height).map((spans, at) => {
    const before = drawn.current[at];
    return before && sameRow(before.props, { spans, width }) ? (
      before
    ) : (
      <Row key={at} spans={spans} width={width} />
    );
  });
  return (
    <Box flexDirection="column" flexShrink={0} width={width} height={height}>
      {drawn.current}
    </Box>
  );
}
