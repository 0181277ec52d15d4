import {
  formatProcNetArp,
  formatProcNetDev,
  formatProcNetUdp,
  selectLinks,
  selectNeighbors,
  selectSockets,
} from '../../machine/formats/index.ts';
import type { NetworkTables } from '../../machine/os/index.ts';

/** Files below /proc/net that the tools' own formats know. */
export const networkTables: NetworkTables = (world, netns, path) => {
  switch (path) {
    case 'dev':
      return formatProcNetDev(selectLinks(world, netns));
    case 'arp':
      return formatProcNetArp(selectNeighbors(world, netns));
    case 'udp':
      return formatProcNetUdp(selectSockets(world, netns));
    default:
      return undefined;
  }
};
