import { Box } from 'ink';
import type { ReactNode } from 'react';
import { type PlayState, titleOf, type TrainerState } from '../../trainer/index.ts';
import { wordWrap } from '../cells.ts';
import { Column, Row, rule, type Span } from '../rows.tsx';
import type { Signs } from '../signs.ts';
import { WORDS } from '../words.ts';

/** What the user reported: symptoms only, and how this works. */
export function Ticket({
  state,
  play,
  signs,
  height,
}: {
  state: TrainerState;
  play: PlayState;
  signs: Signs;
  height: number;
}): ReactNode {
  const { lang, columns } = state;
  const width = Math.min(columns - 6, 84);
  const indent = (text: string, tone?: Span['tone']): Span[] => [{ text: '   ' }, { text, tone }];
  const rows: Span[][] = [
    [],
    indent(`${WORDS.from[lang]}: ${play.from[lang]}`, 'quiet'),
    [],
    ...wordWrap(play.ticket[lang], width).map((text) => indent(text, 'title')),
    [],
    [],
    ...WORDS.howTo[lang].flatMap((text) => wordWrap(text, width).map((row) => indent(row, 'quiet'))),
  ];
  return (
    <Box flexDirection="column">
      <Row
        width={columns}
        spans={[
          { text: ` ${titleOf(play, lang)}`, tone: 'title' },
          { text: ` ${signs.dot} L${play.level}`, tone: 'quiet' },
        ]}
      />
      <Row width={columns} spans={rule(WORDS.ticket[lang], columns, signs)} />
      <Column rows={rows} width={columns} height={height - 2} />
    </Box>
  );
}
