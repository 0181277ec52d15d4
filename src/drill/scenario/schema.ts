import { z } from 'zod';

const text = z.strictObject({ en: z.string(), zh: z.string() }).describe('one text in both languages');
const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h)$/)
  .describe('a whole number with ms, s, m or h');
const profile = z.enum(['centos7', 'alpine', 'debian12', 'etcd']);

const nic = z.strictObject({
  name: z.string().describe('device name, for example ens33'),
  mac: z.string().regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/),
  segment: z.string().describe('a name under segments'),
  index: z.int().min(2).optional().describe('interface index; the order of the list by default'),
  driver: z.string().optional(),
  address: z.string().optional().describe('a.b.c.d/len'),
  gateway: z.string().optional(),
  lease: duration.optional().describe('DHCP lease time: makes the address dynamic'),
  leaseLeft: duration.optional().describe('life left of the lease at the start of the session'),
  inet6: z.string().optional().describe('link-local address shown; formed from the MAC by default'),
});

const node = z.strictObject({
  profile,
  hostname: z.string().describe('what hostname(1) prints at the start'),
  kernel: z.string().describe('release as uname -r prints it'),
  kernels: z.array(z.string()).optional().describe('further installed releases'),
  uptime: duration.optional().describe('since the last boot, at the start of the build'),
  cpus: z.int().optional(),
  memoryKiB: z.int().optional(),
  nics: z.array(nic),
  images: z.array(z.string()).optional().describe('container images in the local store'),
  enable: z.array(z.string()).optional().describe('systemd units enabled at boot'),
  files: z.record(z.string(), z.string()).optional().describe('path to text, above the image'),
  firstPid: z.int().optional(),
});

const place = z.strictObject({
  node: z.string(),
  netns: z.string().optional().describe('name of a network namespace, or overlay:NETWORK for its sandbox'),
  root: z.string().optional().describe('a root file system of its own, of this profile: see roots'),
});

const setupStep = z.union([
  z.strictObject({ on: z.string(), run: z.string() }).describe('a shell script run before the session'),
  z.strictObject({ wait: duration }),
  z.strictObject({
    on: z.string(),
    start: z.array(z.string()).describe('program and its arguments, run as a daemon'),
    as: z.string().optional().describe('name that ps and netstat show'),
  }),
]);

const probe = z.strictObject({
  from: z.string().describe('place that tests'),
  command: z.string().describe('what is run there'),
  expect: z.enum(['works', 'fails']).describe('in the healthy world'),
});

const claim = z.strictObject({
  from: z.string(),
  command: z.string(),
  /** What the ticket says of it, compared with what the world gives: exit status, and packets that came back. */
  fails: z.boolean(),
});

const fault = z.strictObject({
  mechanism: z.string().describe('an id of the fault catalogue'),
  at: z.string().describe('where it sits: a place id'),
});

const drill = z.strictObject({
  family: z.string(),
  twin: z.int(),
  level: z.int().min(1).max(5),
  topics: z.array(z.string()),
  ticket: text,
  from: text.describe('who reports it'),
  fault: fault.optional().describe('absent: nothing is wrong'),
  settle: duration.describe('between the fault and the start of the session'),
  claims: z.array(claim).min(1).describe('what the ticket says fails or works'),
  probes: z.array(probe).min(1).describe('what must work again for the repair mark'),
  rivals: z.array(z.string()).describe('mechanisms considered as rivals'),
  hints: z.array(text).length(3),
  debrief: text,
  sources: z.array(z.string()),
  locked: z.array(z.string()).optional(),
  hearsay: text.optional(),
  next: z.string().optional().describe('the twin to try next'),
});

export const scenarioSchema = z
  .strictObject({
    formatVersion: z.literal(1),
    kind: z.enum(['lab', 'drill']),
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: text,
    summary: text,
    start: z.iso.datetime({ offset: true }).describe('wall clock at the start of the session'),
    history: duration.describe('virtual time between the build and the start of the session'),
    seed: z.int().optional(),
    base: z.string().optional().describe('another scenario of the same pack whose lab is used'),
    segments: z
      .record(
        z.string(),
        z.strictObject({ delayMicroseconds: z.int().optional(), maxFrame: z.int().optional() }),
      )
      .optional(),
    nodes: z.record(z.string(), node).optional(),
    roots: z
      .record(
        z.string(),
        z.strictObject({
          node: z.string(),
          profile,
          hostname: z.string(),
          files: z.record(z.string(), z.string()).optional(),
        }),
      )
      .optional()
      .describe('further root file systems, with a host name of their own'),
    places: z
      .record(z.string(), place)
      .optional()
      .describe('names that `on` accepts besides nodes and containers'),
    terminals: z.array(z.string()).optional().describe('places opened at the start'),
    picture: z
      .array(z.string())
      .optional()
      .describe('topology in characters; devices and places are marked when tested'),
    setup: z.array(setupStep).optional(),
    pins: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .describe('identities that are given instead of drawn: purpose and subject to value'),
    drill: drill.optional(),
  })
  .describe('A Netdrill scenario');

export type Scenario = z.infer<typeof scenarioSchema>;
export type DrillPart = z.infer<typeof drill>;
export type LocalText = z.infer<typeof text>;
export type SetupStep = z.infer<typeof setupStep>;

/** `90s`, `5m`, `2h`, `200ms` in microseconds. */
export function microseconds(text: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(text);
  if (!match) throw new Error(`not a duration: ${text}`);
  const unit = { ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 }[match[2]] ?? 0;
  return Number(match[1]) * unit;
}
