import { Box, Text, useApp, useInput, useWindowSize } from 'ink';
import { useState } from 'react';

interface Item {
  name: string;
  bought: boolean;
}

/** A plain Ink app: a list that arrows go through, Space ticks off, and to which typed words are added with Enter. */
export function ShoppingList({ items: given }: { items: readonly string[] }) {
  const { exit } = useApp();
  const { columns } = useWindowSize();
  const [items, setItems] = useState<Item[]>(given.map((name) => ({ name, bought: false })));
  const [chosen, setChosen] = useState(0);
  const [typed, setTyped] = useState('');
  useInput((input, key) => {
    if (key.escape) exit();
    else if (key.downArrow) setChosen((at) => Math.min(items.length - 1, at + 1));
    else if (key.upArrow) setChosen((at) => Math.max(0, at - 1));
    else if (key.backspace || key.delete) setTyped((text) => text.slice(0, -1));
    else if (key.return && typed !== '') {
      setItems((before) => [...before, { name: typed, bought: false }]);
      setTyped('');
    } else if (input === ' ' && typed === '')
      setItems((before) =>
        before.map((item, at) => (at === chosen ? { ...item, bought: !item.bought } : item)),
      );
    else setTyped((text) => text + input);
  });
  const left = items.filter(({ bought }) => !bought).length;
  return (
    <Box flexDirection="column" width={columns}>
      <Box justifyContent="space-between">
        <Text bold>Shopping</Text>
        <Text dimColor>{left === 0 ? 'all bought' : `${left} to buy`}</Text>
      </Box>
      {items.map(({ name, bought }, at) => (
        <Text key={name} color={bought ? 'green' : undefined} strikethrough={bought} inverse={at === chosen}>
          {bought ? '✓' : '·'} {name}
        </Text>
      ))}
      <Text>
        <Text color="cyan">+ </Text>
        {typed}
      </Text>
    </Box>
  );
}
