import { advertiseByReload } from './advertise-by-reload.ts';
import { advertiseMissingOneHost } from './advertise-missing-one-host.ts';
import { advertiseWrongInterface } from './advertise-wrong-interface.ts';
import { appOnLoopback } from './app-on-loopback.ts';
import { clusterAdvertiseMissing } from './cluster-advertise-missing.ts';
import { containerAddressBlocked } from './container-address-blocked.ts';
import { containerLinkDown } from './container-link-down.ts';
import { containerStopped } from './container-stopped.ts';
import { defaultRouteMissing } from './default-route-missing.ts';
import { dockerChainsFlushed } from './docker-chains-flushed.ts';
import { echoIgnored } from './echo-ignored.ts';
import type { Fault } from './fault.ts';
import { forwardingOff } from './forwarding-off.ts';
import { gossipPortBlocked } from './gossip-port-blocked.ts';
import { hostPortTaken } from './host-port-taken.ts';
import { longUdpBlocked } from './long-udp-blocked.ts';
import { macvlanParentMissing } from './macvlan-parent-missing.ts';
import { macvlanShimMissing } from './macvlan-shim-missing.ts';
import { masqueradeMissing } from './masquerade-missing.ts';
import { networkHost } from './network-host.ts';
import { networkNone } from './network-none.ts';
import { nicDown } from './nic-down.ts';
import { onDefaultBridge } from './on-default-bridge.ts';
import { onOtherNetwork } from './on-other-network.ts';
import { peerVtepWrong } from './peer-vtep-wrong.ts';
import { portSecurity } from './port-security.ts';
import { publishedOnLoopback } from './published-on-loopback.ts';
import { resolverWrong } from './resolver-wrong.ts';
import { sameHostname } from './same-hostname.ts';
import { storeDown } from './store-down.ts';
import { switchPortMtu } from './switch-port-mtu.ts';
import { tunnelMtuSmall } from './tunnel-mtu-small.ts';
import { tunnelOffloadBroken } from './tunnel-offload-broken.ts';
import { underlayBlocked } from './underlay-blocked.ts';
import { vniMismatch } from './vni-mismatch.ts';
import { vxlanPortBlocked } from './vxlan-port-blocked.ts';

export type { Fault, Layer } from './fault.ts';
export { nodeOfPlace, partsOfPlace } from './fault.ts';
export { publishedContainers } from './published.ts';

/** The catalogue, in the order a list shows it: from the container outwards. */
export const faults: readonly Fault[] = [
  containerStopped,
  containerLinkDown,
  echoIgnored,
  appOnLoopback,
  networkNone,
  networkHost,
  onDefaultBridge,
  onOtherNetwork,
  publishedOnLoopback,
  peerVtepWrong,
  vniMismatch,
  tunnelMtuSmall,
  clusterAdvertiseMissing,
  advertiseMissingOneHost,
  advertiseWrongInterface,
  advertiseByReload,
  storeDown,
  macvlanParentMissing,
  gossipPortBlocked,
  vxlanPortBlocked,
  longUdpBlocked,
  dockerChainsFlushed,
  masqueradeMissing,
  underlayBlocked,
  containerAddressBlocked,
  hostPortTaken,
  forwardingOff,
  defaultRouteMissing,
  macvlanShimMissing,
  resolverWrong,
  sameHostname,
  tunnelOffloadBroken,
  nicDown,
  switchPortMtu,
  portSecurity,
];

/** The fault with an id; `undefined` for an unknown one. */
export function lookupFault(id: string): Fault | undefined {
  return faults.find((fault) => fault.id === id);
}
