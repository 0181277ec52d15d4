import { expect, it } from 'vitest';
import { formatOldSs, formatSs, type SocketRow } from '../../src/machine/formats/index.ts';

const row: SocketRow = {
  protocol: 'tcp',
  family: 'inet',
  state: 'LISTEN',
  address: 0,
  port: 80,
  receiveQueue: 0,
  sendQueue: 0,
  backlog: 128,
  uid: 0,
  inode: 1,
  owner: { pid: 7, comm: 'nginx', fd: 3 },
};

const format = {
  protocol: false,
  state: true,
  processes: false,
  internals: false,
  extended: false,
  portName: String,
};

it('spreads its columns over a terminal, all of its width', () => {
  const lines = formatSs([row, { ...row, port: 8080 }], { ...format, columns: 100 })
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0].trimEnd()).toMatch(
    /^State +Recv-Q +Send-Q +Local Address:Port +Peer Address:Port +Process$/,
  );
  const [first] = formatSs([row], { ...format, columns: 100 }).split('\n');
  expect(first).toHaveLength(100);
});

it('takes no more than it needs when nobody has a screen', () => {
  expect(formatSs([row], format)).toBe(
    'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\nLISTEN 0      128          0.0.0.0:80        0.0.0.0:*          \n',
  );
});

it('keeps to eighty columns where iproute2 is old', () => {
  const text = formatOldSs([row, { ...row, family: 'inet6' }], {
    ...format,
    protocol: true,
    processes: true,
    numeric: true,
  });
  expect(text.split('\n')[0]).toBe(
    'Netid  State      Recv-Q Send-Q Local Address:Port               Peer Address:Port              ',
  );
  expect(text.split('\n')[1]).toBe(
    'tcp    LISTEN     0      128       *:80                    *:*                   users:(("nginx",pid=7,fd=3))',
  );
});
