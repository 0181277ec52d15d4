import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { bindings, leaderKeys, type TrainerState } from '../../trainer/index.ts';
import { widthOf } from '../cells.ts';
import { evenLength, Table } from '../ink-table.ts';
import { Row } from '../rows.tsx';
import { WORDS } from '../words.ts';

/** The keys of the screen one came from. */
export function Help({ state, height }: { state: TrainerState; height: number }): ReactNode {
  const { lang, columns } = state;
  const own = bindings.filter((b) => b.screens.includes(state.screen));
  const rows = own.map((b) => ({ key: b.keys.join(' '), meaning: b.label[lang] }));
  const leader =
    state.screen === 'workspace'
      ? Object.entries(leaderKeys).map(
          ([key, command]) => `${key} ${bindings.find((b) => b.command === command)?.label[lang] ?? command}`,
        )
      : [];
  const most = Math.max(1, Math.floor((height - 6) / 2));
  const pages = [rows.slice(0, most), rows.slice(most)].filter((page) => page.length > 0);
  return (
    <Box flexDirection="column" height={height} width={columns}>
      <Row
        width={columns}
        spans={[
          { text: ` ${WORDS.help[lang]}`, tone: 'title' },
          { text: `  (${WORDS.anyKey[lang]})`, tone: 'quiet' },
        ]}
      />
      <Box>
        {pages.map((page) => (
          <Box key={page[0]?.key} marginLeft={1} flexDirection="column">
            <Table
              data={page.map((row) => ({
                key: row.key,
                meaning: evenLength(row.meaning, widthOf(row.meaning)),
              }))}
              padding={1}
            />
          </Box>
        ))}
      </Box>
      {leader.length > 0 ? (
        <Text wrap="wrap">
          {` ${WORDS.leader[lang]}: `}
          {leader.join('   ')}
        </Text>
      ) : null}
    </Box>
  );
}
