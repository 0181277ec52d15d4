import { advertiseByReload } from './advertise-by-reload.ts';
import { advertiseMissingOneHost } from './advertise-missing-one-host.ts';
import { advertiseWrongInterface } from './advertise-wrong-interface.ts';
import { clusterAdvertiseMissing } from './cluster-advertise-missing.ts';
import { containerLinkDown } from './container-link-down.ts';
import { containerStopped } from './container-stopped.ts';
import { echoIgnored } from './echo-ignored.ts';
import type { Fault } from './fault.ts';
import { gossipPortBlocked } from './gossip-port-blocked.ts';
import { nicDown } from './nic-down.ts';
import { peerVtepWrong } from './peer-vtep-wrong.ts';
import { sameHostname } from './same-hostname.ts';
import { storeDown } from './store-down.ts';
import { tunnelOffloadBroken } from './tunnel-offload-broken.ts';
import { underlayBlocked } from './underlay-blocked.ts';
import { vniMismatch } from './vni-mismatch.ts';
import { vxlanPortBlocked } from './vxlan-port-blocked.ts';

export type { Fault, Layer } from './fault.ts';
export { nodeOfPlace, partsOfPlace } from './fault.ts';

/** The catalogue, in the order a list shows it: from the container outwards. */
export const faults: readonly Fault[] = [
  containerStopped,
  containerLinkDown,
  echoIgnored,
  peerVtepWrong,
  vniMismatch,
  clusterAdvertiseMissing,
  advertiseMissingOneHost,
  advertiseWrongInterface,
  advertiseByReload,
  storeDown,
  gossipPortBlocked,
  vxlanPortBlocked,
  underlayBlocked,
  sameHostname,
  tunnelOffloadBroken,
  nicDown,
];

/** The fault with an id; `undefined` for an unknown one. */
export function lookupFault(id: string): Fault | undefined {
  return faults.find((fault) => fault.id === id);
}
