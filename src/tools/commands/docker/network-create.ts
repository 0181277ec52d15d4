import type { Step } from '../../../lib/index.ts';
import { contains, parseCidr, parseIpv4 } from '../../../model/wire/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isArgumentProblem, notModelled, parseArguments } from '../spec.ts';
import { type Arguments, ask, complain } from './client.ts';
import { wrongCount } from './help.ts';
import { flagProblem } from './containers.ts';
import { DOCKER_FLAGS } from './flags.ts';

/** `docker network create`. */
export function* createNetwork(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS['network create'] }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker network create', parsed);
  if (parsed.operands.length !== 1) return yield* wrongCount(sys, 'network create', 'exactly 1 argument');
  const driver = parsed.flags.get('-d') ?? 'bridge';
  // The engine has it; any other name is a plugin, and none is installed.
  if (driver === 'ipvlan') return yield* notModelled(sys, 'docker network create', `-d ${driver}`);
  const all = (name: string) => parsed.all.filter((f) => f.name === name).map((f) => f.value);
  const map = (name: string) =>
    Object.fromEntries(all(name).map((text) => [text.split('=')[0], text.split('=').slice(1).join('=')]));
  const aux = map('--aux-address');
  const plan = { subnets: all('--subnet'), gateways: all('--gateway'), ranges: all('--ip-range'), aux };
  const problem = addressProblem(plan);
  if (problem !== undefined) {
    yield* sys.write(2, `${problem}\n`);
    return 1;
  }
  if (plan.subnets.length > 1 && driver === 'overlay')
    return yield* notModelled(sys, 'docker network create', 'several --subnet');
  const answer = yield* ask(sys, {
    op: 'network-create',
    name: parsed.operands[0],
    driver,
    subnet: plan.subnets[0] ?? '',
    moreSubnets: plan.subnets.length > 1,
    gateway: plan.gateways[0] ?? '',
    ipRange: plan.ranges[0] ?? '',
    auxiliary: aux,
    internal: parsed.flags.has('--internal'),
    attachable: parsed.flags.has('--attachable'),
    options: map('-o'),
    labels: map('--label'),
  });
  if (!answer || !('id' in answer)) return yield* complain(sys, answer);
  yield* sys.write(1, `${answer.id}\n`);
  return 0;
}

interface AddressPlan {
  subnets: readonly string[];
  gateways: readonly string[];
  ranges: readonly string[];
  aux: Readonly<Record<string, string>>;
}

/** What the client finds wrong before it asks the engine (docker/cli network/create.go, consolidateIpam; docker-lab s06). */
function addressProblem({ subnets, gateways, ranges, aux }: AddressPlan): string | undefined {
  if (subnets.length < ranges.length || subnets.length < gateways.length)
    return 'every ip-range or gateway must have a corresponding subnet';
  const nets = subnets.map(parseCidr);
  // What is no subnet at all the engine says.
  if (nets.includes(undefined)) return undefined;
  const inside = (address: string | undefined) => {
    const number = parseIpv4(address ?? '');
    return number !== undefined && nets.some((net) => net && contains(net.address, net.prefix, number));
  };
  for (const [at, net] of nets.entries())
    for (const other of nets.slice(at + 1))
      if (net && other) {
        const prefix = Math.min(net.prefix, other.prefix);
        if (contains(net.address, prefix, other.address))
          return 'multiple overlapping subnet configuration is not supported';
      }
  for (const range of ranges)
    if (!inside(range.split('/')[0])) return `no matching subnet for range ${range}`;
  for (const gateway of gateways) if (!inside(gateway)) return `no matching subnet for gateway ${gateway}`;
  for (const address of Object.values(aux))
    if (!inside(address)) return `no matching subnet for aux-address ${address}`;
  return undefined;
}
