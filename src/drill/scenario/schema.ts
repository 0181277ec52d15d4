import { z } from 'zod';

const text = z
  .strictObject({ en: z.string().describe('English'), zh: z.string().describe('Simplified Chinese') })
  .describe('one text in both languages');
const duration = z
  .string()
  .regex(/^\d+(ms|s|m|h)$/)
  .describe('a whole number with ms, s, m or h');
const profile = z
  .enum(['centos7', 'alpine', 'debian12', 'etcd'])
  .describe('image profile: which tools there are, in which versions');
const files = z.record(z.string(), z.string()).describe('path to text, above the image');

const nic = z
  .strictObject({
    name: z.string().describe('device name, for example ens33'),
    mac: z
      .string()
      .regex(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/)
      .describe('hardware address, in lower case'),
    segment: z.string().describe('a name under segments'),
    index: z.int().min(2).optional().describe('interface index; the order of the list by default'),
    driver: z.string().optional().describe('what ethtool -i names; e1000 by default'),
    address: z.string().optional().describe('a.b.c.d/len'),
    gateway: z.string().optional().describe('IPv4 address of the default route'),
    lease: duration.optional().describe('DHCP lease time: makes the address dynamic'),
    leaseLeft: duration.optional().describe('life left of the lease at the start of the session'),
    portSecurity: z
      .boolean()
      .optional()
      .describe(
        'the switch port carries only frames from this address, and only those for it; false by default',
      ),
    inet6: z.string().optional().describe('link-local address shown; formed from the MAC by default'),
  })
  .describe('a network card');

const node = z
  .strictObject({
    profile,
    hostname: z.string().describe('what hostname(1) prints at the start'),
    kernel: z.string().describe('release as uname -r prints it'),
    kernels: z.array(z.string()).optional().describe('further installed releases'),
    uptime: duration.optional().describe('since the last boot, at the start of the build; 2h by default'),
    cpus: z.int().optional().describe('number of processors; 2 by default'),
    iptables: z
      .enum(['legacy', 'nft'])
      .optional()
      .describe('which backend its iptables uses; nft on debian12, legacy on others'),
    memoryKiB: z.int().optional().describe('size of memory in KiB; 1863104 by default'),
    nics: z.array(nic).describe('network cards; the first one faces the other hosts'),
    images: z.array(z.string()).optional().describe('container images in the local store'),
    enable: z.array(z.string()).optional().describe('systemd units enabled at boot'),
    files: files.optional(),
    firstPid: z.int().optional().describe('process ids count up from here; 3600 by default'),
  })
  .describe('a machine');

const place = z
  .strictObject({
    node: z.string().describe('the machine it is on'),
    netns: z.string().optional().describe('name of a network namespace, or overlay:NETWORK for its sandbox'),
    root: z.string().optional().describe('a root file system of its own: a name under roots'),
  })
  .describe('where a command runs');

const on = z.string().describe('a machine, a running container, or a name under places');

const setupStep = z.union([
  z
    .strictObject({
      on,
      run: z.string().describe('the script, run by bash as root; it must end with status 0'),
    })
    .describe('a shell script run before the session'),
  z.strictObject({ wait: duration }).describe('let virtual time pass'),
  z
    .strictObject({
      on,
      start: z.array(z.string()).describe('program and its arguments, run as a daemon'),
      as: z.string().optional().describe('name that ps and netstat show'),
    })
    .describe('a program that goes on running'),
]);

const probe = z
  .strictObject({
    from: z.string().describe('place that tests'),
    command: z.string().describe('what is run there'),
    expect: z.enum(['works', 'fails']).describe('in the healthy world'),
  })
  .describe('one test that a repair must pass');

const claim = z
  .strictObject({
    from: z.string().describe('place where it was tried'),
    command: z.string().describe('what was run there'),
    fails: z.boolean().describe('what the ticket says of it: ends with a status other than 0'),
  })
  .describe('one statement of the ticket; a rival cause must agree with all of them');

const explained = z
  .strictObject({
    from: z.string().describe('place where it is seen'),
    command: z.string().describe('what is run there'),
    shows: z.string().describe('text in its output that explains the complaint'),
  })
  .describe('where nothing is wrong: the command that explains the complaint');

const wrongFix = z
  .strictObject({
    on: z.array(z.string()).min(1).describe('machines it is done on, one after the other'),
    run: z.string().describe('what is typed there'),
  })
  .describe('a repair that people try and that must not earn the marks for repair and no harm');

const fault = z.strictObject({
  mechanism: z.string().describe('an id of the fault catalogue'),
  at: z.string().describe('where it sits: a place id'),
});

const drill = z.strictObject({
  family: z.string().describe('drills with one ticket and different causes have one family'),
  twin: z.int().describe('number within the family; 0 for a drill that is alone in its own'),
  level: z.int().min(1).max(5).describe('difficulty, 1 is easiest'),
  topics: z.array(z.string()).describe('what it is about, for the list of drills'),
  ticket: text.describe('what the user reported: symptoms only'),
  from: text.describe('who reports it'),
  fault: fault.optional().describe('the true cause; absent: nothing is wrong'),
  settle: duration.describe('between the fault and the start of the session'),
  claims: z.array(claim).min(1).describe('what the ticket says fails or works'),
  explained: explained.optional(),
  probes: z.array(probe).min(1).describe('what must work again for the repair mark'),
  rivals: z.array(z.string()).describe('mechanisms considered as rivals; empty: the whole catalogue'),
  wrongFixes: z.array(wrongFix).optional().describe('tempting repairs that the gate tries'),
  equivalent: z
    .array(z.string())
    .optional()
    .describe('rivals no command tells from the true cause, as the gate names them; any of them is right'),
  hints: z.array(text).length(3).describe('three hints, each saying more than the one before'),
  debrief: text.describe('the explanation shown when the drill is over'),
  sources: z.array(text).describe('what the scenario rests on'),
  locked: z.array(z.string()).optional().describe('machines nobody can type at, with their containers'),
  hearsay: text.optional().describe('what in it rests on hearsay: the debrief says so'),
  next: z.string().optional().describe('the scenario to try next, which the debrief offers'),
});

const segment = z
  .strictObject({
    delayMicroseconds: z.int().optional().describe('time a frame needs to the other end; 90 by default'),
    maxFrame: z.int().optional().describe('longest frame carried, in octets; 1518 by default'),
  })
  .describe('an Ethernet segment');

const root = z
  .strictObject({
    node: z.string().describe('the machine it is on'),
    profile,
    hostname: z.string().describe('what hostname(1) prints in it'),
    files: files.optional(),
  })
  .describe('a root file system');

export const scenarioSchema = z
  .strictObject({
    formatVersion: z.literal(1).describe('version of this format'),
    kind: z
      .enum(['lab', 'drill', 'family'])
      .describe('a network to look around in, one with a ticket to answer, or what several drills share'),
    id: z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .describe("the folder's name"),
    title: text.describe('a few words for the list'),
    summary: text.describe('one or two sentences for the list; they give no cause away'),
    start: z.iso.datetime({ offset: true }).describe('wall clock at the start of the session'),
    history: duration.describe('virtual time between the build and the start of the session'),
    seed: z.int().optional().describe('identities are drawn from it; 1 by default'),
    base: z
      .string()
      .optional()
      .describe(
        'another scenario: what this one does not say is taken from it; setup, images and pins are added to its own',
      ),
    segments: z.record(z.string(), segment).optional().describe('Ethernet segments by name'),
    nodes: z.record(z.string(), node).optional().describe('machines by name'),
    roots: z
      .record(z.string(), root)
      .optional()
      .describe('further root file systems, with a host name of their own'),
    images: z
      .record(z.string(), z.array(z.string()))
      .optional()
      .describe('container images by machine, besides those under nodes; added to those of the base'),
    places: z
      .record(z.string(), place)
      .optional()
      .describe('names that `on` accepts besides nodes and containers'),
    terminals: z.array(z.string()).optional().describe('places opened at the start'),
    picture: z.array(z.string()).optional().describe('topology in characters, one string a line'),
    setup: z
      .array(setupStep)
      .optional()
      .describe('what is done, in order, between the boot of the machines and the session'),
    pins: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .optional()
      .describe('identities that are given instead of drawn: purpose and subject to value'),
    drill: drill.optional().describe('ticket, cause and marks; absent in a lab'),
  })
  .describe('A Netdrill scenario');

/** A file with a base: what the base says may be absent. */
export const scenarioFileSchema = scenarioSchema
  .extend({ drill: drill.partial().optional().describe('ticket, cause and marks; absent in a lab') })
  .partial({ title: true, summary: true, start: true, history: true })
  .describe('A Netdrill scenario');

export type Scenario = z.infer<typeof scenarioSchema>;
export type ScenarioFile = z.infer<typeof scenarioFileSchema>;
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
