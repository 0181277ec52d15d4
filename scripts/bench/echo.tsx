import { render, Text, useInput } from 'ink';
import { useState } from 'react';

/** Shows what is typed: what Netdrill's way from a key to the screen is measured against. */
function Echo() {
  const [text, setText] = useState('');
  useInput((input) => setText((before) => before + input));
  return <Text>{`> ${text}`}</Text>;
}
render(<Echo />, { alternateScreen: true, patchConsole: false, incrementalRendering: true, maxFps: 30 });
