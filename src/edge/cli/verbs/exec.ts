import { findPlace, isLocked, placeNames, runCommand } from '../../../drill/scenario/index.ts';
import { parseDuration } from '../../../drill/session/index.ts';
import { chooseScenario, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import { drillWorld } from '../worlds.ts';
import { wholeNumber } from '../arguments.ts';
import type { Verb } from './verb.ts';

/** Exit status when Netdrill itself could not do what was asked. */
const NOT_MODELLED = 125;

/** `netdrill exec SCENARIO --on NODE -- COMMAND`: one command in a fresh world, printed and ended as the tool does. */
export const exec: Verb = {
  spec: {
    name: 'exec',
    operands: 'SCENARIO --on NODE [--at TIME] -- COMMAND...',
    summary: 'Run one command in a fresh world; print as the tool would, exit as it would.',
    options: [
      { name: 'on', value: 'NODE', summary: 'node, container or namespace to run on' },
      { name: 'at', value: 'TIME', summary: 'virtual time after the start, for example 90s' },
    ],
  },
  async run(invocation, output) {
    const { entries, problems } = await readPacks(invocation.options.get('scenarios'));
    const { scenario } = chooseScenario(
      entries,
      invocation.operands[0],
      wholeNumber(invocation, 'seed'),
      problems,
    );
    if (invocation.rest.length === 0) throw new UsageError('netdrill exec: name a command after --');
    const sim = drillWorld(scenario, invocation);
    const at = invocation.options.get('at');
    if (at !== undefined) {
      const delay = parseDuration(at);
      if (delay === undefined)
        throw new UsageError(`netdrill exec: --at wants a duration such as 90s, not '${at}'`);
      sim.runUntil(sim.world.now + delay);
    }
    const name = invocation.options.get('on') ?? '';
    const place = findPlace(sim.world, scenario, name);
    if (!place)
      throw new UsageError(
        `netdrill exec: no place '${name}'; --on takes one of: ${placeNames(sim.world, scenario).join(', ')}`,
      );
    if (isLocked(scenario, place))
      throw new UsageError(
        `netdrill exec: ${place.node.name} is locked in this drill: nobody gave you access to it`,
      );
    const started = sim.world.now;
    const result = runCommand(sim, place, invocation.rest);
    const modelled = !(result.status === NOT_MODELLED && result.stderr.startsWith('netdrill: '));
    if (invocation.options.has('json'))
      output.stdout(
        `${JSON.stringify({
          where: name,
          cmd: invocation.rest.join(' '),
          stdout: result.stdout,
          stderr: result.stderr,
          exit: result.status,
          time: started / 1e6,
          modelled,
        })}\n`,
      );
    else {
      output.stdout(result.stdout);
      output.stderr(result.stderr);
    }
    return result.status;
  },
};
