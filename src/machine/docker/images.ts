import { drawHex, type ImageProfile, type World } from '../../model/state/index.ts';
import { BOOKWORM_IMAGES } from './bookworm-images.ts';
import type { ImageRecipe } from './image-recipe.ts';
import type { DockerImage } from './types.ts';

const DAY = 86_400_000_000;
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * What `zkServer.sh start-foreground` of zookeeper 3.4.12 becomes, as the note's author recorded it with `ps -ef`; su-exec runs it as
 * the image's user zookeeper (1000).
 */
const ZOOKEEPER = [
  '/usr/lib/jvm/java-1.8-openjdk/jre/bin/java',
  '-Dzookeeper.log.dir=.',
  '-Dzookeeper.root.logger=INFO,CONSOLE',
  '-cp',
  [
    '../build/classes',
    '../build/lib/*.jar',
    '../lib/slf4j-log4j12-1.7.25.jar',
    '../lib/slf4j-api-1.7.25.jar',
    '../lib/netty-3.10.6.Final.jar',
    '../lib/log4j-1.2.17.jar',
    '../lib/jline-0.9.94.jar',
    '../lib/audience-annotations-0.5.0.jar',
    '../zookeeper-3.4.12.jar',
    '../src/java/lib/*.jar',
  ]
    .map((path) => `/zookeeper-3.4.12/bin/${path}:`)
    .join('')
    .concat('/conf:'),
  '-Dcom.sun.management.jmxremote',
  '-Dcom.sun.management.jmxremote.local.only=false',
  'org.apache.zookeeper.server.quorum.QuorumPeerMain',
  '/conf/zoo.cfg',
];

/** `default.conf` of the nginx image. */
const NGINX_DEFAULT = `server {
    listen       80;
    server_name  localhost;

    #charset koi8-r;
    #access_log  /var/log/nginx/host.access.log  main;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    #error_page  404              /404.html;

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

/** Images a scenario may put on a machine, as the registries of 2018 had them. */
const RECIPES: readonly ImageRecipe[] = [
  ...BOOKWORM_IMAGES,
  {
    reference: 'zookeeper:latest',
    profile: 'alpine',
    entrypoint: ['/docker-entrypoint.sh'],
    command: ['zkServer.sh', 'start-foreground'],
    exposed: ['2181/tcp', '2888/tcp', '3888/tcp'],
    env: {
      PATH: `${PATH}:/zookeeper-3.4.12/bin`,
      JAVA_HOME: '/usr/lib/jvm/java-1.8-openjdk/jre',
      ZOOCFGDIR: '/conf',
    },
    workingDirectory: '/zookeeper-3.4.12',
    size: 148_000_000,
    program: ['tcp-sink', '0.0.0.0', '2181'],
    shownAs: 'java',
    title: ZOOKEEPER,
    uid: 1000,
    age: 12 * DAY,
  },
  {
    reference: 'quay.io/coreos/etcd:v3.3',
    profile: 'etcd',
    entrypoint: [],
    command: ['/usr/local/bin/etcd'],
    exposed: ['2379/tcp', '2380/tcp'],
    env: { PATH, ETCD_VERSION: '3.3.8' },
    workingDirectory: '/',
    size: 39_500_000,
    program: [],
    shownAs: 'etcd',
    age: 30 * DAY,
  },
  {
    reference: 'alpine:latest',
    profile: 'alpine',
    entrypoint: [],
    command: ['/bin/sh'],
    exposed: [],
    env: { PATH },
    workingDirectory: '/',
    size: 4_410_000,
    program: [],
    shownAs: '',
    age: 9 * DAY,
  },
  {
    reference: 'busybox:latest',
    profile: 'alpine',
    entrypoint: [],
    command: ['sh'],
    exposed: [],
    env: { PATH },
    workingDirectory: '/',
    size: 1_160_000,
    program: [],
    shownAs: '',
    age: 45 * DAY,
  },
  {
    reference: 'nginx:latest',
    profile: 'debian12',
    entrypoint: [],
    command: ['nginx', '-g', 'daemon off;'],
    exposed: ['80/tcp'],
    env: { PATH, NGINX_VERSION: '1.15.1-1~stretch' },
    workingDirectory: '/',
    size: 109_000_000,
    program: ['nginx-server', '0.0.0.0', '80', 'Welcome to nginx!'],
    files: { '/etc/nginx/conf.d/default.conf': NGINX_DEFAULT },
    shownAs: 'nginx',
    title: ['nginx: master process nginx -g daemon off;'],
    age: 15 * DAY,
  },
];

/** Every image a scenario can name. */
export function imageReferences(): string[] {
  return [...new Set(RECIPES.map((recipe) => recipe.reference))];
}

/** Loads an image onto a machine; `undefined` for an unknown reference. */
export function makeImage(world: World, reference: string, host: ImageProfile): DockerImage | undefined {
  const known = RECIPES.filter((r) => r.reference === reference);
  const recipe = known.find((r) => r.hosts === host) ?? known.find((r) => r.hosts === undefined);
  if (!recipe) return undefined;
  const { age, hosts: _hosts, ...image } = recipe;
  // The same image has the same id wherever it is pulled.
  return { ...image, id: imageId(world, reference), created: world.now - age, env: { ...image.env } };
}

function imageId(world: World, reference: string): string {
  const key = `image-id ${reference}`;
  const known = world.pins.get(key);
  if (known) return known;
  const id = drawHex(world, 'image-id', reference, 64);
  world.pins.set(key, id);
  return id;
}

/** `zookeeper` means `zookeeper:latest`. */
export function withTag(reference: string): string {
  return /:[^/]*$/.test(reference) ? reference : `${reference}:latest`;
}
