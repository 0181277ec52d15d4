import type { Lab, Scenario } from '../scenario/index.ts';
import { NoSuchPlace, Session } from '../session/index.ts';
import { type Observation, tellsApart, type TwoRuns } from './compare.ts';
import type { Hypothesis } from './rivals.ts';

/** A command that changes nothing, and where it is typed. */
export interface HarmlessTest {
  where: string;
  line: string;
}

/** A test with what it would have told at the beginning. */
export interface TestWorth extends HarmlessTest {
  /** Suspects before and after. */
  before: number;
  after: number;
  bits: number;
}

/** What each container can be asked. */
const IN_CONTAINERS = ['ip addr', 'ip route', 'netstat -lnt'];
/** What tells something once packets were sent: of who sent them, and of those who were to get them. */
const NEIGHBOURS = 'ip neigh';
const COUNTERS = 'nstat -az UdpInCsumErrors';
/** What each host with an engine can be asked, of its engine, its kernel and the overlay's sandbox. */
const ON_HOSTS = [
  'docker info',
  'docker ps -a',
  'docker network ls',
  'ss -lntu',
  'hostname',
  'uname -r',
  'ip addr',
  'ip route',
  'iptables -S',
  'iptables -t nat -S',
  'sysctl net.ipv4.ip_forward',
  'journalctl -u docker -n 30',
  'for ns in /var/run/docker/netns/1-*; do nsenter --net=$ns bridge fdb show dev vxlan0; done',
  'for ns in /var/run/docker/netns/1-*; do nsenter --net=$ns ip -d link show vxlan0; done',
  'cat /etc/resolv.conf',
];

/** Packets as long as a card sends them, and not to be cut: whether the path between two machines carries them. */
const FULL_PACKETS = 'ping -c 2 -M do -s 1472';

/** The tests a plan may use, from the topology alone: the ticket's probes, and what every engineer knows to ask of hosts and containers. */
export function harmlessTests(scenario: Scenario): HarmlessTest[] {
  const probes = scenario.drill?.probes ?? [];
  const places = [...probes.map((probe) => probe.from), ...(scenario.terminals ?? [])];
  const containers = [...new Set(places)].filter(
    (name) => !scenario.nodes?.[name] && !scenario.places?.[name],
  );
  const hosts = Object.entries(scenario.nodes ?? {}).filter(([, node]) => (node.images ?? []).length > 0);
  const others = (own: string) =>
    hosts.flatMap(([name, { nics }]) =>
      name === own || !nics[0]?.address ? [] : [nics[0].address.split('/')[0]],
    );
  const gatewaysOf = ({ nics }: (typeof hosts)[number][1]) =>
    nics.flatMap(({ gateway }) => (gateway ? [gateway] : []));
  return [
    // What is only read comes before what sends packets: those leave neighbours and counters behind.
    ...containers.flatMap((where) => IN_CONTAINERS.map((line) => ({ where, line }))),
    ...hosts.flatMap(([where, node]) => [
      ...ON_HOSTS.map((line) => ({ where, line })),
      ...(node.nics ?? []).map(({ name }) => ({ where, line: `ethtool -k ${name}` })),
    ]),
    ...probes.map(({ from, command }) => ({ where: from, line: command })),
    ...hosts.flatMap(([where, node]) => [
      ...others(where).map((address) => ({ where, line: `ping -c 2 ${address}` })),
      ...(hosts.length > 1 ? [...others(where), ...gatewaysOf(node)] : []).map((address) => ({
        where,
        line: `${FULL_PACKETS} ${address}`,
      })),
    ]),
    ...probes
      .filter(({ from }) => containers.includes(from))
      .map(({ from, command }) => ({ where: from, line: `${command}; ${NEIGHBOURS}` })),
    ...hosts.map(([where]) => ({ where, line: COUNTERS })),
  ];
}

/** What two runs of a world answer to every test; `undefined` where nobody can type. */
export type Answers = (TwoRuns | undefined)[];

/** What a world answers to every test, each asked of the world as it begins. */
export function askAll(lab: Lab, tests: readonly HarmlessTest[]): (Observation | undefined)[] {
  const session = new Session(lab.sim.fork(), lab.scenario);
  return tests.map(({ where, line }) => {
    try {
      const record = session.run(where, line);
      return record && { stdout: record.stdout, stderr: record.stderr, status: record.status };
    } catch (error) {
      // Nobody can type there: that is an answer too.
      if (!(error instanceof NoSuchPlace)) throw error;
      return undefined;
    }
  });
}

/** The answers of two runs of a world, test by test. */
export function paired(
  first: readonly (Observation | undefined)[],
  second: readonly (Observation | undefined)[],
): Answers {
  return first.map((one, at) => {
    const other = second[at];
    return one && other ? [one, other] : undefined;
  });
}

/** What the harmless tests tell in a drill: how far each one narrows the suspects, and the shortest plan found. */
export class TestPlan {
  readonly tests: readonly HarmlessTest[];
  private readonly truth: readonly [Lab, Lab];
  private answered: (Observation | undefined)[][] | undefined;
  /** Ids of rivals each test rules out. */
  private readonly excludes: Set<string>[];
  private total = 0;
  /** Ids of rivals that no test told from the truth so far. */
  private readonly undecided = new Set<string>();

  /** `truth` is the drill's world under two noise seeds. */
  constructor(tests: readonly HarmlessTest[], truth: readonly [Lab, Lab]) {
    this.tests = tests;
    this.truth = truth;
    this.excludes = this.tests.map(() => new Set());
  }

  /** Takes what a rival's worlds answered; `isTrue` marks the true cause, which nothing rules out. */
  add({ hypothesis, answers }: { hypothesis: Hypothesis; answers: Answers }, isTrue: boolean): void {
    this.total++;
    if (isTrue) return;
    this.undecided.add(hypothesis.id);
    this.answered ??= this.truth.map((lab) => askAll(lab, this.tests));
    const [own, again] = this.answered;
    this.tests.forEach((_, at) => {
      const [o, p, there] = [own[at], again[at], answers[at]];
      if (!o || !p) return;
      if (there && !tellsApart([o, p], there)) return;
      this.excludes[at].add(hypothesis.id);
      this.undecided.delete(hypothesis.id);
    });
  }

  private worth(at: number): TestWorth {
    const after = this.total - this.excludes[at].size;
    return { ...this.tests[at], before: this.total, after, bits: Math.log2(this.total / Math.max(1, after)) };
  }

  /** Ids of rivals that no harmless test tells from the truth. */
  alike(): ReadonlySet<string> {
    return this.undecided;
  }

  /** The test that would have told most at the beginning, where it tells more than `most` excluded suspects. */
  better(most: number): TestWorth | undefined {
    let best: number | undefined;
    this.excludes.forEach((ids, at) => {
      if (ids.size > (best === undefined ? most : this.excludes[best].size)) best = at;
    });
    return best === undefined ? undefined : this.worth(best);
  }

  /** The test that rules out most of what is left after `known` was ruled out; `undefined` where none rules out anything more. */
  next(known: ReadonlySet<string>): TestWorth | undefined {
    const gains = this.excludes.map((ids) => [...ids].filter((id) => !known.has(id)).length);
    const most = Math.max(0, ...gains);
    if (most === 0) return undefined;
    const before = this.total - known.size;
    const after = before - most;
    return {
      ...this.tests[gains.indexOf(most)],
      before,
      after,
      bits: Math.log2(before / Math.max(1, after)),
    };
  }

  /** Par: tests picked one after the other, each the one that rules out most of what is left. */
  greedy(): HarmlessTest[] {
    const left = new Set(this.excludes.flatMap((ids) => [...ids]));
    const plan: HarmlessTest[] = [];
    while (left.size > 0) {
      const gains = this.excludes.map((ids) => [...ids].filter((id) => left.has(id)).length);
      const at = gains.indexOf(Math.max(...gains));
      plan.push(this.tests[at]);
      for (const id of this.excludes[at]) left.delete(id);
    }
    return plan;
  }
}
