import {
  findPlace,
  handStarted,
  type Lab,
  engineNodes,
  publishedContainers,
  runScript,
} from '../scenario/index.ts';

/** Who reaches whom: one row a test, with whether it worked. */
type FlowMatrix = Map<string, boolean>;

/** Tests of the matrix: every container and host against every container, host and the Internet, by ping and declared ports. */
function tests(lab: Lab): { from: string; command: string }[] {
  const nodes = engineNodes(lab);
  const containers = nodes.flatMap((node) => handStarted(lab, node));
  const rows: { from: string; command: string }[] = [];
  const hosts = nodes.map((node) => dotted(node.nics[0]?.address?.address ?? 0));
  const internet = beyond(lab);
  for (const from of [...containers, ...nodes.map((n) => n.name)]) {
    for (const address of [...hosts, ...internet]) rows.push({ from, command: `ping -c 2 -W 1 ${address}` });
  }
  for (const from of containers)
    for (const to of containers) if (from !== to) rows.push({ from, command: `ping -c 2 -W 2 ${to}` });
  // Published ports, from every machine beside the engines' that people can type at.
  const clients = (lab.scenario.terminals ?? []).filter(
    (name) => lab.sim.world.nodes.has(name) && !nodes.some((node) => node.name === name),
  );
  for (const { node, container } of publishedContainers(lab))
    for (const { hostPort } of container.request.publish)
      for (const from of clients) {
        const address = dotted(node.nics[0]?.address?.address ?? 0);
        rows.push({ from, command: `curl -s -o /dev/null --max-time 3 http://${address}:${hostPort}/` });
      }
  return rows;
}

/** Addresses of machines that no engine's host shares a wire with: they are what the Internet is here. */
function beyond(lab: Lab): string[] {
  const near = new Set(engineNodes(lab).flatMap(({ nics }) => nics.map(({ segment }) => segment)));
  return [...lab.sim.world.nodes.values()]
    .filter(({ nics }) => nics.every(({ segment }) => !near.has(segment)))
    .flatMap(({ nics }) => (nics[0]?.address ? [dotted(nics[0].address.address)] : []));
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

/** Runs the matrix on a fork; the lab itself is not touched. */
function flowMatrix(lab: Lab): FlowMatrix {
  const matrix: FlowMatrix = new Map();
  for (const test of tests(lab)) {
    const fork = { sim: lab.sim.fork(), scenario: lab.scenario };
    const place = findPlace(fork.sim.world, fork.scenario, test.from);
    matrix.set(
      `${test.from}: ${test.command}`,
      place !== undefined && runScript(fork.sim, place, test.command).status === 0,
    );
  }
  return matrix;
}

/** Tests whose outcome differs. */
function flowDifferences(a: FlowMatrix, b: FlowMatrix): string[] {
  return [...a].filter(([test, works]) => b.get(test) !== works).map(([test]) => test);
}

/** Protections of every machine: chains' policies and rules that drop or reject, Docker's own included. */
function protections(lab: Lab): string {
  const rows: string[] = [];
  for (const netns of lab.sim.world.namespaces.values()) {
    const filter = netns.netfilter.tables.get('filter');
    if (!filter || netns.id !== lab.sim.world.nodes.get(netns.node)?.initNetns) continue;
    for (const chain of filter.chains) {
      if (chain.policy === 'DROP') rows.push(`${netns.node} ${chain.name} policy DROP`);
      for (const rule of chain.rules)
        if (rule.target.kind === 'DROP' || rule.target.kind === 'REJECT')
          rows.push(`${netns.node} ${chain.name} ${JSON.stringify([rule.matches, rule.target])}`);
    }
  }
  return rows.sort().join('\n');
}

/** No protection of the healthy twin is gone: every dropping rule and policy that was there is there. */
function protectionsKept(healthy: Lab, current: Lab): boolean {
  const now = new Set(protections(current).split('\n'));
  return protections(healthy)
    .split('\n')
    .every((row) => row === '' || now.has(row));
}

/** Whether a world lets through and keeps out what its healthy twin does (rules.md, "No harm"). Tried on forks. */
export function harmless(healthy: Lab, current: Lab): boolean {
  return (
    flowDifferences(flowMatrix(healthy), flowMatrix(current)).length === 0 &&
    protectionsKept(healthy, current)
  );
}
