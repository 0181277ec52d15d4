import { Box, Text } from 'ink';
import { createContext, type ReactElement, type ReactNode, useContext, useMemo, useRef } from 'react';
import type { ThemeName } from '../trainer/index.ts';
import { fitHeight, sameSpans, type Span } from './spans.ts';
import { styledRow } from './styled-row.ts';

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

interface RowProps {
  spans: readonly Span[];
  width: number;
}

/** One row of exactly `width` cells made of spans; what does not fit is cut. */
export function Row({ spans, width }: RowProps): ReactNode {
  const { theme, ascii } = useContext(Look);
  return <Text wrap="truncate">{styledRow(spans, { width, theme, ascii })}</Text>;
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
    return before && before.props.width === width && sameSpans(before.props.spans, spans) ? (
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
