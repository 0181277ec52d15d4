import { expect, test } from 'vitest';
import { namespaceOf, nodeOf } from '../../src/model/state/index.ts';
import { buildBase, worldOf } from '../../src/drill/scenario/index.ts';
import { chooseScenario, readPacks } from '../../src/edge/cli/packs.ts';
import { worldParts } from '../../src/edge/cli/worlds.ts';

test('what else a host received hangs on the noise seed, with as many digits in every world', async () => {
  const { scenario } = chooseScenario((await readPacks(undefined)).entries, 'overlay-ping', undefined);
  const base = buildBase(scenario, { ...worldParts });
  const counts = [101, 202, 303].map((noiseSeed) => {
    const { world } = worldOf(base, undefined, { noiseSeed, earlier: false }).sim;
    const node = nodeOf(world, 'host128');
    const { stats } = [...namespaceOf(world, node.initNetns).devices.values()].find(
      (d) => d.name === 'ens33',
    )!;
    return [stats.rxBytes, stats.rxPackets, stats.txBytes, stats.txPackets];
  });
  for (const column of [0, 1, 2, 3]) {
    const values = counts.map((row) => row[column]);
    expect(new Set(values).size).toBe(3);
    expect(new Set(values.map((value) => String(value).length)).size).toBe(1);
  }
});
