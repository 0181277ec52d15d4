import { Box, Text } from 'ink';
import { createContext, type ReactNode, useContext } from 'react';
import { cut, fit, widthOf, wordWrap } from './cells.ts';
import { plainText, type Signs } from './signs.ts';

/** What the terminal can show: colours, and characters beyond ASCII. */
export const Look = createContext({ colors: true, ascii: false });

/** Meanings of colour: sixteen system colours, so the user's theme rules. */
type Tone = 'plain' | 'quiet' | 'accent' | 'good' | 'bad' | 'title' | 'warn';

/** A stretch of text in one tone. */
export interface Span {
  text: string;
  tone?: Tone;
  inverse?: boolean;
}

const COLORS: Readonly<Record<Tone, string | undefined>> = {
  plain: undefined,
  quiet: undefined,
  accent: 'cyan',
  good: 'green',
  bad: 'red',
  title: undefined,
  warn: 'yellow',
};

/** One row of exactly `width` cells made of spans; what does not fit is cut. */
export function Row({ spans, width }: { spans: readonly Span[]; width: number }): ReactNode {
  const { colors, ascii } = useContext(Look);
  let left = width;
  const parts: ReactNode[] = [];
  spans.forEach((span, at) => {
    if (left <= 0) return;
    const text = cut(ascii ? plainText(span.text) : span.text, left, ascii ? '~' : '…');
    left -= widthOf(text);
    const tone = span.tone ?? 'plain';
    parts.push(
      <Text
        key={at}
        color={colors ? COLORS[tone] : undefined}
        dimColor={tone === 'quiet'}
        bold={tone === 'title'}
        inverse={span.inverse}
      >
        {text}
      </Text>,
    );
  });
  return (
    <Box flexShrink={0} height={1} width={width}>
      <Text wrap="truncate">
        {parts}
        {left > 0 ? ' '.repeat(left) : ''}
      </Text>
    </Box>
  );
}

/** A separating line with a title on it. */
export function rule(title: string, width: number, signs: Signs): Span[] {
  if (title === '') return [{ text: signs.rule.repeat(width), tone: 'quiet' }];
  const shown = cut(title, width - 4);
  return [
    { text: `${signs.rule} `, tone: 'quiet' },
    { text: shown, tone: 'title' },
    { text: ` ${signs.rule.repeat(Math.max(0, width - widthOf(shown) - 3))}`, tone: 'quiet' },
  ];
}

/** Rows of spans below each other, filled with empty ones to `height`. */
export function Column({
  rows,
  width,
  height,
}: {
  rows: readonly (readonly Span[])[];
  width: number;
  height: number;
}): ReactNode {
  const shown = rows.slice(0, height);
  while (shown.length < height) shown.push([]);
  return (
    <Box flexDirection="column" flexShrink={0} width={width} height={height}>
      {shown.map((spans, at) => (
        <Row key={at} spans={spans} width={width} />
      ))}
    </Box>
  );
}

/** Prose broken at blanks, each row indented. */
export function prose(text: string, width: number, tone?: Tone, indent = ' '): Span[][] {
  return wordWrap(text, width - widthOf(indent) - 1).map((row) => [{ text: indent + row, tone }]);
}

/** A table's cell. */
export function cell(text: string, width: number): string {
  return `${fit(text, width)} `;
}
