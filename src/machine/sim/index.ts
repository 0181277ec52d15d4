/**
 * The event loop: virtual clock, queue, processes and their system calls; carries packets into the data plane, wakes programs,
 * reboots machines, forks. It refuses to know any program: those come in a table.
 */
export { bootNode, rebootNode } from './boot.ts';
export { endProcess, type ProcessRequest, signalGroup, signalProcess, startProcess } from './process-life.ts';
export { baseName } from './programs.ts';
export { Simulation } from './simulation.ts';
