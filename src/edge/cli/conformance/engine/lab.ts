import { buildLab, findPlace, type Lab, runScript, type Scenario } from '../../../../drill/scenario/index.ts';
import { worldParts } from '../../worlds.ts';

/** What became of a subcommand of the lab, as its script told it. */
interface Outcome {
  stderr: string;
  exit: number;
}

const STORE = '--cluster-store=etcd://192.168.91.128:2379';
const NICS: Readonly<Record<string, string>> = { host128: 'ens33', host130: 'ens38' };
const ETCD = [
  'etcd --data-dir=/var/lib/etcd --name etcd-single',
  '--initial-advertise-peer-urls http://192.168.91.128:2380 --listen-peer-urls http://0.0.0.0:2380',
  '--advertise-client-urls http://192.168.91.128:2379 --listen-client-urls http://0.0.0.0:2379',
  '--initial-cluster etcd-single=http://192.168.91.128:2380',
].join(' ');

/** Two hosts whose engines are started, stopped and signalled by hand, as the recorded lab's script did it. */
export class EngineLab {
  readonly lab: Lab;
  private readonly flags = new Map<string, string>();

  /** Hosts without engines; `up` is the recorded line with its options. */
  constructor(scenario: Scenario, up: string) {
    const options = optionsOf(up);
    const named = (host: string) => options.get(`hostname${host.slice(4)}`) ?? host;
    const nodes = Object.fromEntries(
      Object.entries(scenario.nodes ?? {}).map(([name, spec]) => [
        name,
        name in NICS
          ? {
              ...spec,
              hostname: named(name),
              files: { ...spec.files, '/etc/hosts': `127.0.0.1 localhost\n127.0.1.1 ${named(name)}\n` },
            }
          : spec,
      ]),
    );
    const setup = scenario.setup?.filter((step) => !('wait' in step) && !step.on.startsWith('host'));
    const bare = { ...scenario, nodes, setup, history: '1s' };
    this.lab = { scenario: bare, sim: buildLab(bare, worldParts) };
    for (const [host, nic] of Object.entries(NICS))
      this.flags.set(
        host,
        options.get(`h${host.slice(4)}`) ?? options.get('args') ?? `${STORE} --cluster-advertise=${nic}:2376`,
      );
    const store = options.get('etcd') ?? 'v2';
    if (store !== 'none') this.startStore(store === 'v2' ? '--enable-v2=true' : '');
  }

  /** The first start of both engines, one after the other. */
  startAll(): Outcome {
    const outcomes = Object.keys(NICS).map((host) => this.start(host));
    return {
      stderr: outcomes.map((outcome) => outcome.stderr).join(''),
      exit: outcomes.some((outcome) => outcome.exit !== 0) ? 1 : 0,
    };
  }

  /** `restart-engine host130 --cluster-store=...`: flags that are given are kept for the next start. */
  run(line: string): Outcome {
    const [verb, host, ...flags] = line.split(' ');
    if (verb === 'etcd') {
      if (host === 'start') this.startStore(flags.join(' '));
      else this.script('host128', 'kill -9 $(cat /run/etcd.lab.pid); sleep .2');
      return { stderr: '', exit: 0 };
    }
    if (flags.length > 0) this.flags.set(host, flags.join(' '));
    switch (verb) {
      case 'start-engine':
        return this.start(host);
      case 'restart-engine':
        this.stop(host, 'TERM');
        return this.start(host);
      case 'stop-engine':
        return this.stop(host, 'TERM');
      case 'kill-engine':
        return this.stop(host, 'KILL');
      case 'hup-engine':
        return this.script(host, 'kill -HUP $(cat /run/dockerd.lab.pid)');
    }
    throw new Error(`the lab has no subcommand ${verb}`);
  }

  private start(host: string): Outcome {
    const { exit, stdout } = this.script(
      host,
      [
        `dockerd ${this.flags.get(host) ?? ''} >> /var/log/dockerd.log 2>&1 < /dev/null & echo $! > /run/dockerd.lab.pid`,
        'for i in $(seq 600); do',
        'docker version > /dev/null 2>&1 && exit 0',
        'kill -0 $(cat /run/dockerd.lab.pid) 2> /dev/null || { tail -1 /var/log/dockerd.log; exit 1; }',
        'sleep .1; done; exit 2',
      ].join('\n'),
    );
    if (exit === 0) return { stderr: '', exit };
    const reason = exit === 1 ? `dockerd exited: ${stdout.trimEnd()}` : 'dockerd not ready';
    return { stderr: `lab: ${host}: ${reason}\n`, exit: 1 };
  }

  private stop(host: string, signal: string): Outcome {
    return this.script(
      host,
      [
        `kill -${signal} $(cat /run/dockerd.lab.pid) 2> /dev/null`,
        'for i in $(seq 300); do kill -0 $(cat /run/dockerd.lab.pid) 2> /dev/null || exit 0; sleep .1; done; exit 1',
      ].join('\n'),
    );
  }

  private startStore(flags: string): void {
    this.script(
      'host128',
      [
        'mkdir -p /var/lib/etcd',
        `${ETCD} ${flags} >> /var/log/etcd.log 2>&1 < /dev/null & echo $! > /run/etcd.lab.pid`,
        'for i in $(seq 100); do curl -s -o /dev/null http://192.168.91.128:2379/version && exit 0; sleep .1; done',
      ].join('\n'),
    );
  }

  /** A script on a host, to its end. */
  private script(host: string, text: string): Outcome & { stdout: string } {
    const place = findPlace(this.lab.sim.world, this.lab.scenario, host);
    if (!place) throw new Error(`the lab has no place ${host}`);
    const { stdout, stderr, status } = runScript(this.lab.sim, place, text);
    return { stdout, stderr, exit: status };
  }
}

/** `--h128 "..." --etcd none` as a map; an option that stands alone is `yes`. */
function optionsOf(up: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const [, name, quoted, plain] of up.matchAll(/--([a-z0-9-]+)(?: "([^"]*)"| (?!--)(\S+))?/g))
    options.set(name, quoted ?? plain ?? 'yes');
  return options;
}

/** Whether the recorded line left the engines for later. */
export function leavesEnginesOff(up: string): boolean {
  return optionsOf(up).has('no-engines');
}
