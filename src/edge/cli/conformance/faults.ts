import { lookupDevice } from '../../../model/state/index.ts';
import { findPlace, type Lab, runScript } from '../../../drill/scenario/index.ts';

/** How a recorded fault gets into the lab: plain commands, as somebody would have typed them. */
interface Injection {
  on: string;
  run: string;
}

const INJECTIONS: Readonly<Record<string, readonly Injection[]>> = {
  healthy: [],
  'f01-input-drop-4789': [{ on: 'host130', run: 'iptables -w -I INPUT -p udp --dport 4789 -j DROP' }],
  // Nobody told the hosts of each other: no entries, and no engine on 7946.
  'f03b-no-peer-discovery': [
    {
      on: 'lab',
      run: `bridge -n h128_1-3f2a9c1b7d fdb del 02:42:0a:00:00:03 dev vxlan1 dst 192.168.91.130 self
            bridge -n h130_1-3f2a9c1b7d fdb del 02:42:0a:00:00:02 dev vxlan1 dst 192.168.91.128 self
            ip -n h128_1-3f2a9c1b7d neigh del 10.0.0.3 dev vxlan1
            ip -n h130_1-3f2a9c1b7d neigh del 10.0.0.2 dev vxlan1`,
    },
    { on: 'host128', run: killListener(7946) },
    { on: 'host130', run: killListener(7946) },
  ],
  'f05-vni-mismatch': [
    {
      on: 'lab',
      run: `sandbox=h130_1-3f2a9c1b7d
            ip -n $sandbox link del vxlan1
            ip -n h130 link add vx-000100-3f2a9 address 7e:1d:40:c2:55:82 mtu 1450 type vxlan id 257 dstport 4789 proxy l2miss l3miss ageing 300
            ip -n h130 link set vx-000100-3f2a9 netns $sandbox name vxlan1
            ip -n $sandbox link set vxlan1 master br0
            ip -n $sandbox link set vxlan1 up
            bridge -n $sandbox fdb add 02:42:0a:00:00:02 dev vxlan1 dst 192.168.91.128 self permanent
            ip -n $sandbox neigh add 10.0.0.2 lladdr 02:42:0a:00:00:02 dev vxlan1 nud permanent`,
    },
  ],
  'f21b-nic-offload-bug': [],
};

function killListener(port: number): string {
  return `kill $(netstat -ntlp | awk '/:${port} / {print $7}' | cut -d/ -f1)`;
}

/** Whether the program knows how to bring a recorded fault about. */
export function knowsFault(name: string): boolean {
  return name in INJECTIONS;
}

/** Injects a recorded fault. Throws when one of its commands fails. */
export function injectFault(lab: Lab, name: string): void {
  for (const { on, run } of INJECTIONS[name] ?? []) {
    const place = findPlace(lab.sim.world, lab.scenario, on);
    if (!place) throw new Error(`${name}: no place ${on}`);
    const result = runScript(lab.sim, place, `set -e\n${run}`);
    if (result.status !== 0)
      throw new Error(`${name}: ended with ${result.status} on ${on}: ${result.output}`);
  }
  if (name === 'f21b-nic-offload-bug') breakTunnelOffload(lab);
}

/** The recording put a relay behind host128's card that leaves sums unfinished; here the card itself does. */
function breakTunnelOffload(lab: Lab): void {
  const host = findPlace(lab.sim.world, lab.scenario, 'host128');
  const netns = host && lab.sim.world.namespaces.get(host.namespaces.net);
  const card = netns && lookupDevice(netns, 'ens33');
  if (card) card.tunnelOffloadBroken = true;
}
