import { render, Text } from 'ink';

// The least an Ink program can do: what Netdrill's first frame is measured against.
render(<Text>hello</Text>, { alternateScreen: true, patchConsole: false });
setInterval(() => {}, 1 << 30);
