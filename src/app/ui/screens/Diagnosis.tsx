import { Box } from 'ink';
import type { ReactNode } from 'react';
import { type PlayState, shownMechanisms, shownPlaces, type TrainerState } from '../../trainer/index.ts';
import { cut, visible, wordWrap } from '../cells.ts';
import { Column, Row, rule, type Span } from '../rows.tsx';
import type { Signs } from '../signs.ts';
import { WORDS } from '../words.ts';

interface Props {
  state: TrainerState;
  play: PlayState;
  signs: Signs;
  height: number;
}

/** "Where, what, how do I know": three columns, and two answers that name no cause. */
export function Diagnosis({ state, play, signs, height }: Props): ReactNode {
  const { lang, columns } = state;
  const form = play.diagnosis;
  const body = height - 4;
  const widths = [Math.floor(columns * 0.3), Math.floor(columns * 0.36), 0];
  widths[2] = columns - widths[0] - widths[1];
  const titles = [WORDS.where[lang], WORDS.what[lang], WORDS.how[lang]];
  const filter = form.filtering || form.filter !== '' ? ` /${form.filter}${form.filtering ? '_' : ''}` : '';
  const fault = form.answer === 'fault';
  const lists = [
    list(
      shownPlaces(play).map((p) => p.id),
      form.place,
      form.column === 0,
      fault,
      widths[0],
      body,
      signs,
    ),
    list(
      shownMechanisms(play).map((m) => m.title[lang]),
      form.mechanism,
      form.column === 1,
      fault,
      widths[1],
      body,
      signs,
    ),
    evidence(play, signs, widths[2], body),
  ];
  return (
    <Box flexDirection="column">
      <Row
        width={columns}
        spans={titles.flatMap((title, at) =>
          rule(`${title}${form.column === at ? filter : ''}`, widths[at], signs).map((s) =>
            form.column === at && s.tone === 'title' ? { ...s, tone: 'accent' as const } : s,
          ),
        )}
      />
      <Box>
        {lists.map((rows, at) => (
          <Column key={titles[at]} rows={rows} width={widths[at]} height={body} />
        ))}
      </Box>
      <Row
        width={columns}
        spans={[
          { text: '  ' },
          {
            text: `${form.answer === 'nothing' ? signs.pointer : ' '} ${WORDS.orNothing[lang]}`,
            tone: form.answer === 'nothing' ? 'accent' : 'quiet',
          },
          { text: '     ' },
          {
            text: `${form.answer === 'unknown' ? signs.pointer : ' '} ${WORDS.orUnknown[lang]}`,
            tone: form.answer === 'unknown' ? 'accent' : 'quiet',
          },
        ]}
      />
      {form.confirming ? (
        confirmation(state, play, signs)
      ) : (
        <Column
          rows={[rule('', columns, signs), [{ text: ` ${sentence(state, play)}`, tone: 'quiet' }]]}
          width={columns}
          height={2}
        />
      )}
    </Box>
  );
}

function list(
  texts: readonly string[],
  chosen: number,
  active: boolean,
  counts: boolean,
  width: number,
  height: number,
  signs: Signs,
): Span[][] {
  const from = Math.max(0, Math.min(chosen - Math.floor(height / 2), texts.length - height));
  return texts.slice(from, from + height).map((text, at): Span[] => {
    const own = from + at === chosen && counts;
    return [
      { text: ` ${own ? signs.pointer : ' '} `, tone: 'accent' },
      { text: cut(text, width - 4), tone: own ? (active ? 'accent' : 'title') : 'plain' },
    ];
  });
}

function evidence(play: PlayState, signs: Signs, width: number, height: number): Span[][] {
  const form = play.diagnosis;
  const from = Math.max(
    0,
    Math.min(form.evidenceRow - Math.floor(height / 2), play.notebook.length - height),
  );
  return play.notebook.slice(from, from + height).map((row, at): Span[] => {
    const own = form.column === 2 && from + at === form.evidenceRow;
    const cited = form.evidence.includes(row.number);
    return [
      { text: own ? ` ${signs.pointer}` : '  ', tone: 'accent' },
      { text: cited ? `[${signs.good}] ` : '[ ] ', tone: cited ? 'good' : 'quiet' },
      {
        text: cut(`#${row.number} ${row.where}: ${visible(row.line.split('\n')[0])}`, width - 8),
        tone: own ? 'title' : 'plain',
      },
    ];
  });
}

/** What would be handed in, as one sentence. */
function sentence(state: TrainerState, play: PlayState): string {
  const { lang } = state;
  const form = play.diagnosis;
  const cited =
    form.evidence.length > 0
      ? `${WORDS.because[lang]} ${form.evidence.map((n) => `#${n}`).join(', ')}`
      : WORDS.noEvidence[lang];
  if (form.answer !== 'fault')
    return `${WORDS.readBack[lang]}: ${form.answer === 'nothing' ? WORDS.nothingWrong[lang] : WORDS.cannotTell[lang]}, ${cited}.`;
  const place = shownPlaces(play)[form.place]?.id ?? '?';
  const mechanism = shownMechanisms(play)[form.mechanism]?.title[lang] ?? '?';
  return `${WORDS.readBack[lang]}: ${mechanism}, ${WORDS.isIn[lang]} ${place}, ${cited}.`;
}

function confirmation(state: TrainerState, play: PlayState, signs: Signs): ReactNode {
  const { lang, columns } = state;
  const rows = wordWrap(sentence(state, play), columns - 4);
  return (
    <Column
      rows={[
        rule(WORDS.readBack[lang], columns, signs),
        [
          { text: ` ${rows[0] ?? ''}`, tone: 'accent' },
          { text: `  ${WORDS.confirm[lang]}`, tone: 'warn' },
        ],
      ]}
      width={columns}
      height={2}
    />
  );
}
