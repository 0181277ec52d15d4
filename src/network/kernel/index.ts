/**
 * The only way to configure simulated Linux: links, addresses, routes, rules, neighbours, FDB, netfilter, sysctls, sockets.
 * Each function answers as the kernel would, with an errno where it refuses. It never looks at what happens to a packet.
 */
export * from './address.ts';
export * from './fdb.ts';
export * from './link.ts';
export * from './link-change.ts';
export * from './neighbor.ts';
export * from './netfilter.ts';
export * from './netns.ts';
export * from './route.ts';
export * from './socket.ts';
export * from './sysctl.ts';
