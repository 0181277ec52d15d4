/** A kernel release as `uname -r` prints it, for example `3.10.0-862.el7.x86_64`. */
export type KernelRelease = string;

/**
 * Behaviour that changed over time. Every line names the release that changed it and where that is recorded.
 * A quirk is looked up by the node's running release, never by a scenario's name.
 */
export interface Quirk {
  readonly name: QuirkName;
  /** First upstream release with the newer behaviour. */
  readonly since: readonly [number, number];
  readonly source: string;
}

export type QuirkName =
  | 'vxlan-udpcsum-default'
  | 'vxlan-pmtu'
  | 'vxlan-df-option'
  | 'conntrack-full-names-netns'
  | 'vxlan-ttl-auto-shown'
  | 'bridge-joins-all-snoopers'
  | 'loopback-queue-1000'
  | 'somaxconn-4096'
  | 'tcp-receive-32m'
  | 'icmp-errors-untracked-uncounted'
  | 'syn-linear-timeouts'
  | 'confirmation-on-packet'
  | 'conntrack-collects-unassured'
  | 'ens33-tunnel-offload-right';

export const QUIRKS: readonly Quirk[] = [
  {
    name: 'vxlan-udpcsum-default',
    since: [4, 6],
    source: 'kernel 4.6: outer UDP checksum on by default for VXLAN over IPv4 (faults-on-a-real-kernel, 21)',
  },
  {
    name: 'vxlan-df-option',
    since: [4, 20],
    source: 'kernel 4.20: ip link ... type vxlan df (faults-on-a-real-kernel, 7c)',
  },
  {
    name: 'vxlan-pmtu',
    since: [5, 9],
    source: 'kernel 5.9: vxlan answers oversized packets with frag-needed (faults-on-a-real-kernel, 7b)',
  },
  {
    name: 'conntrack-full-names-netns',
    since: [6, 0],
    source: 'recorded on 6.18: "table full in netns N, dropping packet"; older kernels omit the namespace',
  },
  {
    name: 'vxlan-ttl-auto-shown',
    since: [4, 20],
    source: 'recorded on 6.18: ip -d link prints "ttl auto"',
  },
  {
    name: 'bridge-joins-all-snoopers',
    since: [5, 0],
    source: 'kernel 5.0: a snooping bridge joins 224.0.0.106; recorded on 6.18 as two IGMP reports a bridge',
  },
  {
    name: 'loopback-queue-1000',
    since: [4, 3],
    source: 'the 2018 note (3.10: qlen 1) against the recordings on 6.18 (qlen 1000)',
  },
  {
    name: 'somaxconn-4096',
    since: [5, 4],
    source:
      'kernel 5.4: net.core.somaxconn is 4096, 128 before; recorded on 6.18 as the queue of every Go listener',
  },
  {
    name: 'tcp-receive-32m',
    since: [6, 16],
    source:
      'kernel 6.16: tcp_rmem allows 32 MiB, 6 before; recorded on 6.18 as a window scale of 10 instead of 7',
  },
  {
    name: 'icmp-errors-untracked-uncounted',
    since: [4, 20],
    source:
      'kernel 4.20 dropped l4proto->error and its statistics; recorded on 6.18: an ICMP error about an unknown flow counts nowhere (f02)',
  },
  {
    name: 'syn-linear-timeouts',
    since: [6, 5],
    source:
      'kernel 6.5: tcp_syn_linear_timeouts, 4 by default; recorded on 6.18 as a SYN every second (f22), tried there: four again within five seconds',
  },
  {
    name: 'confirmation-on-packet',
    since: [4, 11],
    source:
      'kernel 4.11 (merge "replace-dst_confirm"): the packet, no longer the route, bears that its neighbour works; seen on 6.18 with ip -s neigh: routers and tunnels behind veths confirm theirs too',
  },
  {
    name: 'conntrack-collects-unassured',
    since: [4, 12],
    source:
      'kernel 4.12: the collector of a full tracking table takes what early_drop might (gc_worker_can_early_drop)',
  },
  {
    name: 'ens33-tunnel-offload-right',
    since: [4, 20],
    source:
      'hearsay: invented for the drill overlay-old-kernel, after the 2018 note that claims a fix in 4.20; no public source supports it',
  },
];

/** Major and minor number of a release; throws on text that does not begin with `N.N`. */
export function releaseNumbers(release: KernelRelease): readonly [number, number] {
  const match = /^(\d+)\.(\d+)/.exec(release);
  if (!match) throw new Error(`not a kernel release: ${release}`);
  return [Number(match[1]), Number(match[2])];
}

const answers = new Map<string, boolean>();

/** Whether a kernel release shows the newer behaviour of a quirk. */
export function hasQuirk(release: KernelRelease, name: QuirkName): boolean {
  const key = `${release} ${name}`;
  let answer = answers.get(key);
  if (answer === undefined) {
    const quirk = QUIRKS.find((candidate) => candidate.name === name);
    if (!quirk) throw new Error(`no such quirk: ${name}`);
    const [major, minor] = releaseNumbers(release);
    answer = major > quirk.since[0] || (major === quirk.since[0] && minor >= quirk.since[1]);
    answers.set(key, answer);
  }
  return answer;
}

/**
 * Whether a kernel was built for small machines, without dummy and VLAN devices, as its release tells. The recorded engine lab ran on
 * such a one (docker-lab/README.md).
 */
export function isSmallBuild(release: KernelRelease): boolean {
  return /-fc-/.test(release);
}
