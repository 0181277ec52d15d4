/**
 * The types of all simulated state, the vocabulary of what happens to a packet, and pure lookups over them.
 * It refuses to change anything but its own queue and draws: configuration is `kernel`, consequence is `dataplane`.
 */
export * from './conntrack-table.ts';
export * from './device.ts';
export * from './empty-world.ts';
export * from './errno.ts';
export * from './fork.ts';
export * from './identity.ts';
export * from './kernel-release.ts';
export * from './lookup.ts';
export * from './monitor.ts';
export * from './namespace.ts';
export * from './neighbor-state.ts';
export * from './netfilter.ts';
export * from './node.ts';
export * from './pid-namespaces.ts';
export * from './process.ts';
export * from './queue.ts';
export * from './socket.ts';
export * from './sysctl.ts';
export * from './trace.ts';
export * from './world.ts';
