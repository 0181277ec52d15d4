import { describe, expect, test } from 'vitest';
import { bundled, runIn, upgradeKernel } from './labs.ts';

const TWINS = ['overlay-no-advertise', 'overlay-same-hostname', 'overlay-old-kernel'] as const;

const onBoth = (commands: (device: string, name: string) => string) =>
  `on host130\n${commands('ens38', 'xdhuxc.h130')}\non host128\n${commands('ens33', 'xdhuxc.h128')}\n`;
const restart = onBoth(() => '$ systemctl restart docker');
/** Containers are started once the members have joined again. */
const containers =
  'wait 45s\non host128\n$ docker restart -t 1 over-128\non host130\n$ docker restart -t 1 over-130\nwait 5s\n';
/** What people do about it, as they type it. */
const REPAIRS: Readonly<Record<string, string>> = {
  'nothing but waiting': 'wait 10m\n',
  'containers restarted': containers,
  'engines and containers restarted': `${restart}${containers}`,
  'advertise on both, engines restarted':
    onBoth(
      (device) =>
        `$ grep -q advertise /usr/lib/systemd/system/docker.service || sed -i 's#^ExecStart=.*#& --cluster-advertise=${device}:2376#' /usr/lib/systemd/system/docker.service\n$ systemctl daemon-reload\n$ systemctl restart docker`,
    ) + containers,
  'hosts named apart, engines restarted':
    onBoth((_, name) => `$ hostnamectl set-hostname ${name}\n$ systemctl restart docker`) + containers,
  'ethtool -K ens33 tx off on host128': 'on host128\n$ ethtool -K ens33 tx off\n',
  'kernel of host128 upgraded': `on host128\n${upgradeKernel}${containers}`,
  'kernel of host130 upgraded': `on host130\n${upgradeKernel}${containers}`,
  'both kernels upgraded': `on host128\n${upgradeKernel}on host130\n${upgradeKernel}${containers}`,
  'iptables -F on both': onBoth(() => '$ iptables -F') + containers,
};

/** Whether over-128 and over-130 reach each other after what was done. */
function heals(twin: string, repair: string): boolean {
  const { commands } = runIn(
    bundled(twin),
    `${repair}
on host128
$ docker exec over-128 ping -c 3 10.0.0.3
on host130
$ docker exec over-130 ping -c 3 10.0.0.2
`,
  );
  const pings = commands.slice(-2);
  expect(pings.map(({ line }) => line.split(' ').slice(3, 4)[0])).toEqual(['ping', 'ping']);
  return pings.every(({ status }) => status === 0);
}

describe('who heals whom', () => {
  test('every repair in every twin', { timeout: 120_000 }, async () => {
    const rows = Object.entries(REPAIRS).map(([name, repair]) =>
      `${name.padEnd(38)}${TWINS.map((twin) => (heals(twin, repair) ? 'heals' : '-').padEnd(24)).join('')}`.trimEnd(),
    );
    const head = ''.padEnd(38) + TWINS.map((twin) => twin.padEnd(24)).join('');
    const table = [head.trimEnd(), ...rows, ''].join('\n');
    console.log(table);
    await expect(table).toMatchFileSnapshot('../golden/repair-matrix.txt');
  });
});
