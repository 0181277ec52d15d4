import { type Segment, switchPort } from '../../../model/state/index.ts';
import { type Lab, nodeNamed } from '../lab.ts';
import { nodeOfPlace } from './fault.ts';

/** The switch and the port of it that a site's host is plugged into, and the card's address. */
export function switchPortOf(
  lab: Lab,
  [place]: readonly string[],
): { segment: Segment | undefined; port: string; mac: string } {
  const { name, nics } = nodeNamed(lab, nodeOfPlace(place));
  return {
    segment: lab.sim.world.segments.get(nics[0]?.segment ?? ''),
    port: switchPort(name, nics[0]?.index ?? 0),
    mac: nics[0]?.mac ?? '',
  };
}
