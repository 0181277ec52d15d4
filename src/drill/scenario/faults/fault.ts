import type { LocalText } from '../../../lib/index.ts';
import type { Lab } from '../lab.ts';

/** Layers of the catalogue, from the container outwards. */
export type Layer = 'container' | 'overlay' | 'engine' | 'firewall' | 'host' | 'link';

/**
 * A cause a diagnosis may name. It configures and never predicts; all state of one instance hangs on its site, the places that
 * count as "where" (one of them identifies the instance).
 */
export interface Fault {
  id: string;
  layer: Layer;
  title: LocalText;
  /** What it does to the world, in one sentence, for the debrief. */
  explanation: LocalText;
  /** What `detect` looks at, and what `repair` does: a sentence each, for the catalogue's reference. */
  detected: LocalText;
  repaired: LocalText;
  /** Every site it can have in a healthy lab; each a list of equivalent places. */
  sites(lab: Lab): string[][];
  /** Changes made before the engines restart (settings, names, files). */
  inject?(lab: Lab, site: readonly string[]): void;
  /** Changes made once everything runs (rules, devices, entries). */
  injectLate?(lab: Lab, site: readonly string[]): void;
  /** Whether this instance is present, looked up in state. */
  detect(lab: Lab, site: readonly string[]): boolean;
  /** Takes this instance away, and nothing else. */
  repair(lab: Lab, site: readonly string[]): void;
  /** The repair works only once the engines were restarted. */
  needsRestart?: boolean;
}

/** Name of the node a place belongs to. */
export function nodeOfPlace(place: string): string {
  return place.split('/')[0];
}

/** A place's parts after the node. */
export function partsOfPlace(place: string): string[] {
  return place.split('/').slice(1);
}

/** One site made of several places; none where there is no place. */
export function allOf(places: string[]): string[][] {
  return places.length > 0 ? [places] : [];
}
