import { Box } from 'ink';
import type { ReactNode } from 'react';
import { isWide, type PlayState, SIDE_WIDTH, titleOf, type TrainerState } from '../../trainer/index.ts';
import { widthOf } from '../cells.ts';
import { Column, Row, rule, type Span } from '../rows.tsx';
import type { Signs } from '../signs.ts';
import { counted, WORDS } from '../words.ts';
import { hintRows, networkRows, notebookRows, suspects } from './side-panes.ts';
import { tabs } from './tabs.ts';
import { terminalRows } from './terminal-rows.ts';

interface Props {
  state: TrainerState;
  play: PlayState;
  signs: Signs;
  height: number;
}

/** "What do I know, what shall I test next?": network, notebook and suspects on the left, terminals on the right. */
export function Workspace(props: Props): ReactNode {
  return isWide(props.state) ? <SideBySide {...props} /> : <OnePane {...props} />;
}

function OnePane({ state, play, signs, height }: Props): ReactNode {
  const { columns } = state;
  const body = height - 2;
  const inTerminal = play.pane === 'terminal' || play.choosing !== undefined;
  return (
    <Box flexDirection="column">
      <Row width={columns} spans={headline(state, play, signs)} />
      <Row
        width={columns}
        spans={inTerminal ? tabs(state, play, columns, signs) : rule(paneTitle(state, play), columns, signs)}
      />
      <Column
        rows={
          inTerminal
            ? terminal(state, play, columns, body, signs)
            : pane(state, play, signs, columns - 1, body)
        }
        width={columns}
        height={body}
      />
    </Box>
  );
}

function SideBySide({ state, play, signs, height }: Props): ReactNode {
  const { lang, columns } = state;
  const body = height - 2;
  const right = columns - SIDE_WIDTH - 3;
  const below = play.pane === 'hints' ? 'hints' : 'notebook';
  const left: Span[][] = [
    ...networkRows(play),
    rule(play.pane === 'terminal' ? WORDS[below][lang] : paneTitle(state, play), SIDE_WIDTH + 1, signs),
    ...pane(
      state,
      { ...play, pane: below },
      signs,
      SIDE_WIDTH,
      body - play.picture.length - 3,
      play.pane === 'notebook',
    ),
  ];
  while (left.length < body - 2) left.push([]);
  left.length = body - 2;
  left.push(rule('', SIDE_WIDTH + 1, signs), suspects(state, play, signs));
  return (
    <Box flexDirection="column">
      <Row width={columns} spans={headline(state, play, signs)} />
      <Row
        width={columns}
        spans={[
          ...rule(WORDS.network[lang], SIDE_WIDTH + 1, signs),
          { text: '┬', tone: 'quiet' },
          ...tabs(state, play, right + 1, signs),
        ]}
      />
      <Box>
        <Column rows={left} width={SIDE_WIDTH + 1} height={body} />
        <Column
          rows={Array.from({ length: body }, (): Span[] => [{ text: signs.column, tone: 'quiet' }])}
          width={2}
          height={body}
        />
        <Column rows={terminal(state, play, right, body, signs)} width={right} height={body} />
      </Box>
    </Box>
  );
}

function headline(state: TrainerState, play: PlayState, signs: Signs): Span[] {
  const { lang, columns } = state;
  const title = ` ${titleOf(play, lang)} ${signs.dot} L${play.level}`;
  const facts = [
    `${WORDS.sim[lang]} ${clock(play.clock)}`,
    counted(play.notebook.length, WORDS.commands, lang),
    counted(play.hints.length, WORDS.hintsTaken, lang),
  ].join(` ${signs.dot} `);
  return [
    { text: title, tone: 'title' },
    { text: ' '.repeat(Math.max(1, columns - widthOf(title) - widthOf(facts) - 1)) },
    { text: `${facts} `, tone: 'quiet' },
  ];
}

function clock(microseconds: number): string {
  const s = Math.floor(microseconds / 1_000_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function terminal(
  state: TrainerState,
  play: PlayState,
  width: number,
  height: number,
  signs: Signs,
): Span[][] {
  if (play.choosing !== undefined) return chooser(state, play, play.choosing, height, signs);
  const view = play.terminals[play.active];
  return view ? terminalRows(view, width, height, play.scrollback, play.pane !== 'notebook') : [];
}

function chooser(state: TrainerState, play: PlayState, at: number, height: number, signs: Signs): Span[][] {
  const { lang } = state;
  const name = Math.max(...play.openable.map((place) => widthOf(place.name))) + 2;
  const from = Math.max(0, at - (height - 2));
  return [
    [{ text: `${WORDS.open[lang]}:`, tone: 'title' }],
    ...play.openable.slice(from, from + height - 1).map((place, row): Span[] => {
      const chosen = from + row === at;
      return [
        { text: chosen ? ` ${signs.pointer} ` : '   ', tone: 'accent' },
        { text: place.name.padEnd(name), tone: chosen ? 'title' : 'plain' },
        { text: place.about[lang], tone: 'quiet' },
      ];
    }),
  ];
}

function paneTitle(state: TrainerState, play: PlayState): string {
  const { lang } = state;
  if (play.pane === 'notebook') return `${WORDS.notebook[lang]} (${WORDS.notebookKeys[lang]})`;
  return `${WORDS[play.pane === 'hints' ? 'hints' : 'network'][lang]} (${WORDS.escBack[lang]})`;
}

function pane(
  state: TrainerState,
  play: PlayState,
  signs: Signs,
  width: number,
  height: number,
  focused = true,
): Span[][] {
  switch (play.pane) {
    case 'network':
      return [...networkRows(play), [], suspects(state, play, signs)];
    case 'hints':
      return hintRows(state, play, width);
    default:
      return notebookRows(state, play, signs, width, height, focused);
  }
}
