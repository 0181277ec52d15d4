import { hex, padStart } from '../../lib/index.ts';
import type { BridgeDevice, NetDevice } from '../../model/state/index.ts';
import type { Mac } from '../../model/wire/index.ts';
import { bridgeGcTimer } from './ip-link-details.ts';

/** `8000.02421f7a0c11`: priority and address. */
function bridgeId(mac: Mac): string {
  return `8000.${mac.replaceAll(':', '')}`;
}

/** `brctl show`: bridges and their ports, both sorted by name. */
export function formatBrctlShow(
  bridges: readonly { bridge: BridgeDevice; ports: readonly string[] }[],
): string {
  let text = 'bridge name\tbridge id\t\tSTP enabled\tinterfaces\n';
  for (const { bridge, ports } of bridges) {
    const names = [...ports].sort();
    text += `${bridge.name}\t\t${bridgeId(bridge.mac)}\t${bridge.stp ? 'yes' : 'no'}\t\t${names[0] ?? ''}\n`;
    for (const name of names.slice(1)) text += `\t\t\t\t\t\t\t${name}\n`;
  }
  return text;
}

/** `brctl showmacs`; ages in microseconds. */
export function formatBrctlMacs(
  rows: readonly { port: number; mac: Mac; local: boolean; age: number }[],
): string {
  let text = 'port no\tmac addr\t\tis local?\tageing timer\n';
  for (const row of rows)
    text += `${padStart(row.port, 3)}\t${row.mac}\t${row.local ? 'yes' : 'no'}\t\t${timer(row.age / 1_000_000)}\n`;
  return text;
}

function timer(seconds: number): string {
  return seconds.toFixed(2).padStart(7);
}

/** `brctl showstp`; all protocol timers stand still, because the model's bridges do not run STP. */
export function formatBrctlStp(
  bridge: BridgeDevice,
  ports: readonly { device: NetDevice; state: 'forwarding' | 'disabled' }[],
  now: number,
): string {
  const id = bridgeId(bridge.mac);
  const zero = timer(0);
  let text = `${bridge.name}
 bridge id\t\t${id}
 designated root\t${id}
 root port\t\t   0\t\t\tpath cost\t\t   0
 max age\t\t${timer(20)}\t\t\tbridge max age\t\t${timer(20)}
 hello time\t\t${timer(2)}\t\t\tbridge hello time\t${timer(2)}
 forward delay\t\t${timer(15)}\t\t\tbridge forward delay\t${timer(15)}
 ageing time\t\t${timer(bridge.ageing / 1_000_000)}
 hello timer\t\t${zero}\t\t\ttcn timer\t\t${zero}
 topology change timer\t${zero}\t\t\tgc timer\t\t${timer(bridgeGcTimer(bridge, now))}
 flags\t\t\t


`;
  for (const { device, state } of ports) {
    const number = device.port?.number ?? 0;
    const port = hex(0x8000 | number, 4);
    text += `${device.name} (${number})
 port id\t\t${port}\t\t\tstate\t\t${padStart(state, 15)}
 designated root\t${id}\tpath cost\t\t${padStart(device.port?.pathCost ?? 0, 4)}
 designated bridge\t${id}\tmessage age timer\t${zero}
 designated port\t${port}\t\t\tforward delay timer\t${zero}
 designated cost\t${padStart(0, 4)}\t\t\thold timer\t\t${zero}
 flags\t\t\t${device.port?.hairpin ? `\n hairpin mode\t\t${padStart(1, 4)}` : ''}

`;
  }
  return text;
}
