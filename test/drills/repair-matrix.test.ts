import { describe, expect, test } from 'vitest';
import { buildDrill } from '../../src/drill/scenario/index.ts';
import { parseScript, runSessionScript, Session } from '../../src/drill/session/index.ts';
import { bundled, parts, upgradeKernel } from './labs.ts';

const TWINS = [
  'overlay-no-advertise',
  'overlay-same-hostname',
  'overlay-old-kernel',
  'overlay-advertise-one-host',
  'overlay-wrong-interface',
  'overlay-gossip-blocked',
  'overlay-4789-blocked',
  'overlay-store-down',
  'overlay-sighup',
  'overlay-vni-mismatch',
] as const;

/** Twins by what tells them apart. */
const HEADS = TWINS.map((twin) => twin.replace('overlay-', ''));

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
  'docker0 no longer advertised, engines restarted':
    onBoth(
      (device) =>
        `$ sed -i 's/advertise=docker0/advertise=${device}/' /usr/lib/systemd/system/docker.service\n$ systemctl daemon-reload\n$ systemctl restart docker`,
    ) + containers,
  'etcd started': `on host128\n$ docker start etcd\n${containers}`,
  'ethtool -K ens33 tx off on host128': 'on host128\n$ ethtool -K ens33 tx off\n',
  'kernel of host128 upgraded': `on host128\n${upgradeKernel}${containers}`,
  'kernel of host130 upgraded': `on host130\n${upgradeKernel}${containers}`,
  'both kernels upgraded': `on host128\n${upgradeKernel}on host130\n${upgradeKernel}${containers}`,
  'iptables -F on both': onBoth(() => '$ iptables -F') + containers,
  'iptables -F on both, engines restarted':
    onBoth(() => '$ iptables -F\n$ systemctl restart docker') + containers,
};

/** The world a twin begins with, built once. */
const worlds = new Map(TWINS.map((twin) => [twin, buildDrill(bundled(twin), parts)]));

/** Whether over-128 and over-130 reach each other after what was done. */
function heals(twin: (typeof TWINS)[number], repair: string): boolean {
  const session = new Session(worlds.get(twin)!.fork(), bundled(twin));
  const probes = `
on host128
$ docker exec over-128 ping -c 3 10.0.0.3
on host130
$ docker exec over-130 ping -c 3 10.0.0.2
`;
  runSessionScript(session, parseScript('matrix.session', `${repair}${probes}`));
  const pings = session.commands.slice(-2);
  expect(pings.map(({ line }) => line.split(' ').slice(3, 4)[0])).toEqual(['ping', 'ping']);
  return pings.every(({ status }) => status === 0);
}

describe('who heals whom', () => {
  test('every repair in every twin', async () => {
    const rows = Object.entries(REPAIRS).map(([name, repair]) =>
      `${name.padEnd(50)}${TWINS.map((twin, at) => (heals(twin, repair) ? 'heals' : '-').padEnd(HEADS[at].length + 2)).join('')}`.trimEnd(),
    );
    const head = ''.padEnd(50) + HEADS.map((name) => `${name}  `).join('');
    const table = [head.trimEnd(), ...rows, ''].join('\n');
    console.log(table);
    await expect(table).toMatchFileSnapshot('../golden/repair-matrix.txt');
  });
});
