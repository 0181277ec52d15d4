/**
 * Scenario files, the labs they describe, faults and probes, and operations on a fork. It refuses to hold any tool's output:
 * a fault configures, and what people see follows.
 */
export type { LocalText } from '../../lib/index.ts';
export * from './build.ts';
export * from './drill-world.ts';
export * from './faults/index.ts';
export * from './inherit.ts';
export * from './journey.ts';
export * from './lab.ts';
export * from './load.ts';
export * from './places.ts';
export * from './run-script.ts';
export * from './schema.ts';
export * from './variant/index.ts';
