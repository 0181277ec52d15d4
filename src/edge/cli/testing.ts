import type { Screen } from '../testing/index.ts';
import type { ScenarioOptions } from './scenario-screen.ts';

/** `netdrill/testing`: any Ink app, or a Netdrill scenario, on a terminal in memory. */
export {
  type Cell,
  type Color,
  type Cursor,
  keySequence,
  openTerminal,
  type Screen,
  type TerminalSize,
  type VirtualTerminal,
} from '../testing/index.ts';
export type { ScenarioOptions } from './scenario-screen.ts';

/**
 * Opens a Netdrill drill by its id, or without one the list of drills. The simulation is loaded when it is asked for.
 *
 * @throws Error for a scenario, folder or script that is none: which, and why.
 */
export async function openScenario(id?: string, options?: ScenarioOptions): Promise<Screen> {
  return (await import('./scenario-screen.ts')).openScenario(id, options);
}
