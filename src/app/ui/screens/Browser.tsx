import { Box } from 'ink';
import type { ReactNode } from 'react';
import { type TrainerState, visibleDrills } from '../../trainer/index.ts';
import { cut, fit, widthOf, wordWrap } from '../cells.ts';
import { cell, Column, Row, rule, type Span } from '../rows.tsx';
import type { Signs } from '../signs.ts';
import { WORDS } from '../words.ts';

/** "What shall I practise?": the drills, and what the chosen one is. */
export function Browser({
  state,
  signs,
  height,
}: {
  state: TrainerState;
  signs: Signs;
  height: number;
}): ReactNode {
  const { lang, columns } = state;
  const drills = visibleDrills(state);
  const wide = columns >= 100;
  const left = wide ? Math.floor(columns / 2) : columns;
  const solved = state.drills.filter((d) => (d.best ?? 0) >= 60).length;
  const head = ` Netdrill`;
  const right = `${solved} ${WORDS.of[lang]} ${state.drills.length} ${WORDS.solved[lang]} ${signs.dot} ${lang === 'en' ? 'EN' : '中文'} `;
  const filter =
    state.filtering || state.filter !== '' ? ` /${state.filter}${state.filtering ? '_' : ''}` : '';
  const [l, drill, topics, best] = WORDS.columns[lang];
  const titleWidth = left - 30;
  const rows: Span[][] = [
    [{ text: `   ${cell(l, 2)}${cell(drill, titleWidth)}${cell(topics, 14)}${best}`, tone: 'quiet' }],
    ...drills.map((d, at): Span[] => {
      const chosen = at === state.selected;
      const score = d.unfinished
        ? '…'
        : d.best === undefined
          ? '--'
          : `${d.best} ${d.best >= 60 ? signs.good : ''}`;
      return [
        { text: ` ${chosen ? signs.pointer : ' '} `, tone: 'accent' },
        {
          text: `${cell(String(d.level), 2)}${cell(`${cut(d.title[lang], titleWidth - 4)} (${d.twin})`, titleWidth)}${cell(d.topics.join(', '), 14)}`,
          tone: chosen ? 'title' : 'plain',
        },
        { text: score, tone: d.best !== undefined && d.best >= 60 ? 'good' : 'quiet' },
      ];
    }),
  ];
  if (drills.length === 0) rows.push([{ text: `   ${WORDS.noDrill[lang]}`, tone: 'quiet' }]);
  for (const problem of state.problems)
    for (const [at, text] of wordWrap(problem, left - 4).entries())
      rows.push([{ text: ` ${at === 0 ? signs.bad : ' '} ${text}`, tone: 'bad' }]);
  const chosen = drills[state.selected];
  const detailWidth = wide ? columns - left - 3 : columns - 2;
  const detail: Span[][] = chosen
    ? [
        [
          {
            text: `${WORDS.level[lang]} ${chosen.level} ${signs.dot} ${chosen.topics.join(', ')} ${signs.dot} ${WORDS.family[lang]} ${chosen.family}`,
          },
        ],
        [],
        ...wordWrap(chosen.summary[lang], detailWidth).map((text): Span[] => [{ text }]),
        [],
        [
          chosen.unfinished
            ? { text: WORDS.unfinished[lang], tone: 'accent' }
            : chosen.best === undefined
              ? { text: WORDS.neverPlayed[lang], tone: 'quiet' }
              : { text: `${WORDS.best[lang]}: ${chosen.best}`, tone: 'good' },
        ],
      ]
    : [];
  const body = height - 2;
  const listHeight = wide ? body : Math.max(3, body - detail.length - 1);
  return (
    <Box flexDirection="column">
      <Row
        width={columns}
        spans={[
          { text: head, tone: 'title' },
          { text: ' '.repeat(Math.max(1, columns - widthOf(head) - widthOf(right))) },
          { text: right, tone: 'quiet' },
        ]}
      />
      {wide ? (
        <Row
          width={columns}
          spans={[
            ...rule(`${WORDS.drills[lang]}${filter}`, left, signs),
            { text: '┬', tone: 'quiet' },
            ...rule(chosen?.title[lang] ?? '', columns - left - 1, signs),
          ]}
        />
      ) : (
        <Row width={columns} spans={rule(`${WORDS.drills[lang]}${filter}`, columns, signs)} />
      )}
      {wide ? (
        <Box>
          <Column rows={rows} width={left} height={body} />
          <Column
            rows={Array.from({ length: body }, (): Span[] => [{ text: signs.column, tone: 'quiet' }])}
            width={1}
            height={body}
          />
          <Column
            rows={detail.map((spans): Span[] => [{ text: ' ' }, ...spans])}
            width={columns - left - 1}
            height={body}
          />
        </Box>
      ) : (
        <Box flexDirection="column">
          <Column rows={rows} width={columns} height={listHeight} />
          <Row
            width={columns}
            spans={rule(
              chosen ? fit(chosen.title[lang], Math.min(40, widthOf(chosen.title[lang]))) : '',
              columns,
              signs,
            )}
          />
          <Column
            rows={detail.map((spans): Span[] => [{ text: ' ' }, ...spans])}
            width={columns}
            height={body - listHeight - 1}
          />
        </Box>
      )}
    </Box>
  );
}
