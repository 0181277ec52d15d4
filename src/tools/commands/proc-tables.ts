import { procNetTable } from '../../machine/formats/index.ts';
import type { NetworkTables } from '../../machine/os/index.ts';

/** Files below /proc/net that the tools' own formats know. */
export const networkTables: NetworkTables = procNetTable;
