import type { ImageRecipe } from './image-recipe.ts';

const MINUTE = 60_000_000;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

const COMMON = {
  programs: ['etcd', 'etcdctl', 'udpecho.sh', 'web.sh'].map((name) => `/usr/local/bin/${name}`),
  hosts: 'debian12',
  profile: 'debian12',
  workingDirectory: '',
  age: 28 * MINUTE,
} as const;

/**
 * The images of the recorded engine lab (docker-lab/README.md), all built from one Debian 12 tree on the hosts themselves: small
 * programs stand in for ZooKeeper and the web server, under the names and with the ports of the real ones. Sizes as `docker images`
 * printed them (s11).
 */
export const BOOKWORM_IMAGES: readonly ImageRecipe[] = [
  {
    ...COMMON,
    reference: 'zookeeper:latest',
    layersBelow: 3,
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['zkServer.sh', 'start-foreground'],
    exposed: ['2181/tcp', '2888/tcp', '3888/tcp'],
    env: { PATH },
    size: 174_000_000,
    program: ['four-letter-server', '0.0.0.0', '2181'],
    shownAs: 'socat',
    title: ['socat', 'TCP-LISTEN:2181,fork,reuseaddr', 'EXEC:/usr/local/bin/zk4lw'],
  },
  {
    ...COMMON,
    reference: 'web:latest',
    layersBelow: 1,
    entrypoint: [],
    command: ['web.sh'],
    exposed: ['80/tcp'],
    env: { PATH },
    size: 174_000_000,
    program: ['web.sh'],
    shownAs: 'web.sh',
    title: ['/bin/bash', '/usr/local/bin/web.sh'],
  },
  {
    ...COMMON,
    reference: 'quay.io/coreos/etcd:v3.3',
    layersBelow: 2,
    entrypoint: [],
    command: ['/usr/local/bin/etcd'],
    exposed: ['2379/tcp', '2380/tcp'],
    env: { PATH, ETCD_ENABLE_V2: 'true' },
    size: 174_000_000,
    program: [],
    shownAs: 'etcd',
  },
  {
    ...COMMON,
    reference: 'debian:bookworm',
    entrypoint: [],
    command: ['bash'],
    exposed: [],
    env: {},
    size: 174_000_000,
    program: [],
    shownAs: '',
  },
  {
    ...COMMON,
    reference: 'busybox:latest',
    profile: 'alpine',
    entrypoint: [],
    command: ['sh'],
    exposed: [],
    env: {},
    size: 1_980_000,
    program: [],
    shownAs: '',
  },
];
