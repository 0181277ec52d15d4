import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { DebriefState, JourneyLine, TrainerState } from '../../trainer/index.ts';
import { cut, visible, widthOf, wordWrap } from '../cells.ts';
import { Column, Row, rule, type Span } from '../rows.tsx';
import type { Signs } from '../signs.ts';
import { WORDS } from '../words.ts';

interface Props {
  state: TrainerState;
  debrief: DebriefState;
  signs: Signs;
  height: number;
}

/** "Why, and what was the best way to find out." */
export function Debrief({ state, debrief, signs, height }: Props): ReactNode {
  const { lang, columns } = state;
  const { truth } = debrief;
  const wide = columns >= 110 && truth !== undefined;
  const rows = [...story(state, debrief), ...told(state, debrief, signs)];
  const body = height - 2;
  const journey = wide ? Math.min(18, Math.max(truth.journey.length, truth.healthyJourney.length)) : 0;
  const below = body - (wide ? journey + 1 : 0);
  const half = Math.floor(columns / 2);
  const scrolled = (
    truth && !wide
      ? [
          rule(WORDS.journey[lang], columns, signs),
          ...journeyRows(truth.journey, columns, signs),
          [],
          ...rows,
        ]
      : rows
  ).slice(debrief.scroll);
  return (
    <Box flexDirection="column">
      <Row width={columns} spans={marks(state, debrief, signs)} />
      {wide ? (
        <>
          <Row
            width={columns}
            spans={[
              ...rule(WORDS.journey[lang], half, signs),
              ...rule(WORDS.healthy[lang], columns - half, signs),
            ]}
          />
          <Box>
            <Column
              rows={tail(journeyRows(truth.journey, half - 2, signs), journey)}
              width={half}
              height={journey}
            />
            <Column
              rows={tail(journeyRows(truth.healthyJourney, columns - half - 2, signs), journey)}
              width={columns - half}
              height={journey}
            />
          </Box>
          <Row width={columns} spans={rule('', columns, signs)} />
          <Column rows={scrolled} width={columns} height={below - 1} />
        </>
      ) : (
        <>
          <Row width={columns} spans={rule('', columns, signs)} />
          <Column rows={scrolled} width={columns} height={body} />
        </>
      )}
    </Box>
  );
}

function tail(rows: Span[][], height: number): Span[][] {
  return rows.slice(-height);
}

function marks(state: TrainerState, debrief: DebriefState, signs: Signs): Span[] {
  const { lang } = state;
  const { marks: m } = debrief;
  const part = (word: string, value: number, most: number): Span => ({
    text: `${word} ${value}/${most} `,
    tone: value === most ? 'good' : value === 0 ? 'bad' : 'warn',
  });
  return [
    {
      text: ` ${debrief.solved ? signs.good : signs.bad} ${debrief.verdict[lang]} ${signs.dot} ${debrief.score} ${WORDS.ofHundred[lang]}   `,
      tone: debrief.solved ? 'good' : 'bad',
    },
    part(WORDS.place[lang], m.place, 20),
    part(WORDS.mechanism[lang], m.mechanism, 30),
    part(WORDS.evidence[lang], m.evidence, 20),
    part(WORDS.repair[lang], m.repair, 20),
    part(WORDS.harm[lang], m.harm, 10),
    { text: debrief.hints > 0 ? `${WORDS.hints[lang]} -${debrief.hints}` : '', tone: 'quiet' },
  ];
}

function journeyRows(lines: readonly JourneyLine[], width: number, signs: Signs): Span[][] {
  return lines.map((line): Span[] => {
    const tone =
      line.tone === 'drop'
        ? 'bad'
        : line.tone === 'good'
          ? 'good'
          : line.tone === 'place'
            ? 'title'
            : 'plain';
    const lead =
      line.tone === 'place'
        ? ' '
        : line.tone === 'drop'
          ? ` ${signs.bad} `
          : line.tone === 'good'
            ? ` ${signs.good} `
            : '   ';
    return [{ text: cut(`${lead}${line.text}`, width), tone }];
  });
}

function story(state: TrainerState, debrief: DebriefState): Span[][] {
  const { lang, columns } = state;
  const prose = (text: string, tone?: Span['tone']): Span[][] =>
    wordWrap(text, columns - 3).map((row) => [{ text: ` ${row}`, tone }]);
  const rows: Span[][] = [];
  const c = debrief.contradiction;
  if (c)
    rows.push(
      [{ text: ` ${WORDS.contradiction[lang]} (#${c.command} ${visible(c.line)}):`, tone: 'warn' }],
      [{ text: `   ${WORDS.predicts[lang]}: `, tone: 'quiet' }, { text: visible(c.predicted) }],
      [{ text: `   ${WORDS.saw[lang]}: `, tone: 'quiet' }, { text: visible(c.seen) }],
      [],
    );
  const { truth } = debrief;
  if (!truth) return [...rows, ...prose(WORDS.keepGoing[lang], 'accent'), []];
  rows.push(
    [
      { text: ` ${WORDS.cause[lang]}: `, tone: 'title' },
      { text: truth.cause[lang], tone: 'accent' },
    ],
    ...prose(truth.text[lang]),
    [],
  );
  if (truth.hearsay) rows.push(...prose(`${WORDS.hearsay[lang]}: ${truth.hearsay[lang]}`, 'warn'), []);
  if (truth.sources.length > 0)
    rows.push(
      ...truth.sources.flatMap((source, at) =>
        prose(`${at === 0 ? `${WORDS.sources[lang]}: ` : ''}${source}`, 'quiet'),
      ),
      [],
    );
  return rows;
}

function told(state: TrainerState, debrief: DebriefState, signs: Signs): Span[][] {
  const { lang, columns } = state;
  const useful = debrief.told.filter((row) => (row.bits ?? 0) > 0);
  if (useful.length === 0) return [];
  const best = Math.max(...useful.map((row) => row.bits ?? 0));
  return [
    rule(WORDS.told[lang], columns, signs),
    ...useful.map((row): Span[] => {
      const text = cut(
        ` #${row.number} ${row.where}: ${visible(row.line.split('\n')[0])}`,
        Math.min(columns - 34, 70),
      );
      return [
        { text: text + ' '.repeat(Math.max(1, Math.min(columns - 34, 70) - widthOf(text))) },
        { text: ` ${row.before} -> ${row.after}`.padEnd(10) },
        { text: `${(row.bits ?? 0).toFixed(1)} ${WORDS.bit[lang]}`, tone: 'accent' },
        { text: row.bits === best ? ` ${signs.best}` : '', tone: 'good' },
      ];
    }),
  ];
}
