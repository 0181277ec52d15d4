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
  const body = height - 5;
  const widths = columnWidths(columns, form.column);
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
      <Column rows={readBack(state, play, signs)} width={columns} height={3} />
    </Box>
  );
}

/** On a small screen the column that has the keyboard takes the room it needs to be read. */
function columnWidths(columns: number, active: 0 | 1 | 2): [number, number, number] {
  const shares =
    columns >= 110
      ? [0.28, 0.42]
      : [
          [0.4, 0.3],
          [0.25, 0.5],
          [0.25, 0.28],
        ][active];
  const [place, mechanism] = shares.map((share) => Math.floor(columns * share));
  return [place, mechanism, columns - place - mechanism];
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

/** The sentence below the form; while it waits for a yes, with what to press. */
function readBack(state: TrainerState, play: PlayState, signs: Signs): Span[][] {
  const { lang, columns } = state;
  const { confirming } = play.diagnosis;
  const head = rule(confirming ? WORDS.confirm[lang] : '', columns, signs);
  return [
    head.map((span) => (span.tone === 'title' ? { ...span, tone: 'warn' as const } : span)),
    ...wordWrap(sentence(state, play), columns - 2).map((text): Span[] => [
      { text: ` ${text}`, tone: confirming ? 'accent' : 'quiet' },
    ]),
  ];
}
