import { Box } from 'ink';
import type { ReactNode } from 'react';
import { type PlayState, SIDE_WIDTH, type TrainerState } from '../../trainer/index.ts';
import { cut, visible, widthOf, wordWrap } from '../cells.ts';
import { Column, Row, rule, type Span } from '../rows.tsx';
import { plainPicture, type Signs } from '../signs.ts';
import { WORDS } from '../words.ts';
import { terminalRows } from './terminal-rows.ts';

interface Props {
  state: TrainerState;
  play: PlayState;
  signs: Signs;
  height: number;
}

/** "What do I know, what shall I test next?": network, notebook and suspects on the left, terminals on the right. */
export function Workspace({ state, play, signs, height }: Props): ReactNode {
  const { lang, columns } = state;
  const wide = columns >= 110;
  const body = height - 2;
  if (!wide) {
    return (
      <Box flexDirection="column">
        <Row width={columns} spans={headline(state, play, signs)} />
        <Row
          width={columns}
          spans={
            play.pane === 'terminal'
              ? tabs(play, columns, signs)
              : rule(paneTitle(state, play), columns, signs)
          }
        />
        <Column
          rows={
            play.pane === 'terminal'
              ? terminal(state, play, columns, body)
              : sidePane(state, play, signs, columns - 1, body)
          }
          width={columns}
          height={body}
        />
      </Box>
    );
  }
  const right = columns - SIDE_WIDTH - 3;
  const left: Span[][] = [
    ...sidePane(state, { ...play, pane: 'network' }, signs, SIDE_WIDTH, play.picture.length),
    rule(play.pane === 'hints' ? WORDS.hints[lang] : WORDS.notebook[lang], SIDE_WIDTH + 1, signs),
    ...sidePane(
      state,
      play.pane === 'hints' ? play : { ...play, pane: 'notebook' },
      signs,
      SIDE_WIDTH,
      body - play.picture.length - 3,
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
          ...tabs(play, right + 1, signs),
        ]}
      />
      <Box>
        <Column rows={left} width={SIDE_WIDTH + 1} height={body} />
        <Column
          rows={Array.from({ length: body }, (): Span[] => [{ text: signs.column, tone: 'quiet' }])}
          width={2}
          height={body}
        />
        <Column rows={terminal(state, play, right, body)} width={right} height={body} />
      </Box>
    </Box>
  );
}

function headline(state: TrainerState, play: PlayState, signs: Signs): Span[] {
  const { lang, columns } = state;
  const title = ` ${play.title[lang]} ${signs.dot} L${play.level}`;
  const facts = `${WORDS.sim[lang]} ${clock(play.clock)} ${signs.dot} ${play.notebook.length} ${WORDS.commands[lang]} ${signs.dot} ${play.hints.length} ${WORDS.hintsTaken[lang]} `;
  return [
    { text: title, tone: 'title' },
    { text: ' '.repeat(Math.max(1, columns - widthOf(title) - widthOf(facts))) },
    { text: facts, tone: 'quiet' },
  ];
}

function clock(microseconds: number): string {
  const s = Math.floor(microseconds / 1_000_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

function tabs(play: PlayState, width: number, signs: Signs): Span[] {
  const spans: Span[] = [{ text: `${signs.rule} `, tone: 'quiet' }];
  play.terminals.forEach((t, at) => {
    spans.push(
      {
        text: `${at + 1} ${t.id}${t.running ? signs.running : ''}`,
        tone: at === play.active ? 'accent' : 'quiet',
      },
      { text: ` ${signs.rule} `, tone: 'quiet' },
    );
  });
  const used = spans.reduce((sum, s) => sum + widthOf(s.text), 0);
  spans.push({ text: signs.rule.repeat(Math.max(0, width - used)), tone: 'quiet' });
  return spans;
}

function terminal(state: TrainerState, play: PlayState, width: number, height: number): Span[][] {
  if (play.choosing !== undefined)
    return [
      [{ text: `${WORDS.open[state.lang]}:`, tone: 'title' }],
      ...play.openable.map((name, at): Span[] => [
        { text: at === play.choosing ? ' > ' : '   ', tone: 'accent' },
        { text: name, tone: at === play.choosing ? 'title' : 'plain' },
      ]),
    ];
  const view = play.terminals[play.active];
  return view ? terminalRows(view, width, height, play.scrollback, true) : [];
}

function paneTitle(state: TrainerState, play: PlayState): string {
  return play.pane === 'network'
    ? WORDS.network[state.lang]
    : play.pane === 'hints'
      ? WORDS.hints[state.lang]
      : WORDS.notebook[state.lang];
}

function sidePane(
  state: TrainerState,
  play: PlayState,
  signs: Signs,
  width: number,
  height: number,
): Span[][] {
  const { lang } = state;
  if (play.pane === 'network') {
    const picture = play.picture.map((row): Span[] => [{ text: state.ascii ? plainPicture(row) : row }]);
    return height > play.picture.length + 4 ? [...picture, [], suspects(state, play, signs)] : picture;
  }
  if (play.pane === 'hints') {
    const rows = play.hints.flatMap((hint, at) => [...wordWrap(`${at + 1}. ${hint[lang]}`, width - 2), '']);
    return (rows.length > 0 ? rows : wordWrap(WORDS.noHints[lang], width - 2)).map((text): Span[] => [
      { text: ` ${text}` },
    ]);
  }
  if (play.notebook.length === 0) return [[{ text: ` ${WORDS.nothingYet[lang]}`, tone: 'quiet' }]];
  return play.notebook.slice(-height).map((row): Span[] => {
    const sign = row.status === undefined ? signs.running : row.status === 0 ? signs.good : signs.bad;
    const told = row.bits !== undefined && row.bits > 0.05 ? ` -${row.bits.toFixed(1)}` : '';
    const text = cut(`${row.where}: ${visible(row.line.split('\n')[0])}`, width - 8 - widthOf(told));
    return [
      { text: `${String(row.number).padStart(3)} `, tone: 'quiet' },
      { text: `${sign} `, tone: row.status === undefined ? 'quiet' : row.status === 0 ? 'good' : 'bad' },
      { text },
      { text: told, tone: 'accent' },
    ];
  });
}

function suspects(state: TrainerState, play: PlayState, signs: Signs): Span[] {
  const { lang } = state;
  const { left, total, ready } = play.suspects;
  if (!ready) return [{ text: ` ${WORDS.suspects[lang]} ${WORDS.counting[lang]}`, tone: 'quiet' }];
  const bars = Math.max(1, Math.round((8 * left) / Math.max(1, total)));
  const last = [...play.notebook].reverse().find((row) => row.bits !== undefined);
  return [
    { text: ` ${WORDS.suspects[lang]} ${total} -> ${left} `, tone: 'title' },
    { text: signs.bar.repeat(bars), tone: 'accent' },
    { text: signs.empty.repeat(8 - bars), tone: 'quiet' },
    {
      text: last ? `  ${WORDS.last[lang]} -${(last.bits ?? 0).toFixed(1)} ${WORDS.bit[lang]}` : '',
      tone: 'quiet',
    },
  ];
}
