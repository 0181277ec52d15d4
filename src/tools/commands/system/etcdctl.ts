import type { Step } from '../../../lib/index.ts';
import { noise } from '../../../model/state/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { type CommandSpec, notModelled } from '../spec.ts';
import { askStore, STORE_TIMEOUT, type StoreClient, type StoreReply } from './store-requests.ts';

/** Ports that etcdctl tries when nobody tells it more. */
const DEFAULT_ENDPOINTS = ['http://127.0.0.1:4001', 'http://127.0.0.1:2379'];

/** Exit statuses of the v2 tool. */
const UNAVAILABLE = 2;
const SERVER_ERROR = 4;

interface StoreNode {
  key: string;
  value?: string;
  dir?: boolean;
  nodes?: StoreNode[];
}

interface Words {
  endpoints: string[];
  recursive: boolean;
  slashes: boolean;
  prefix: boolean;
  dir: boolean;
  ttl?: string;
  operands: string[];
}

function readWords(args: readonly string[]): Words | { unknown: string } {
  const words: Words = {
    endpoints: DEFAULT_ENDPOINTS,
    recursive: false,
    slashes: false,
    prefix: false,
    dir: false,
    operands: [],
  };
  for (let i = 0; i < args.length; i++) {
    const [name, given] = args[i].startsWith('-') ? args[i].split('=', 2) : [args[i], undefined];
    const value = () => given ?? args[++i] ?? '';
    if (['--endpoints', '--endpoint', '-C', '--peers'].includes(name))
      words.endpoints = value()
        .split(',')
        .map((text) => (text.includes('://') ? text : `http://${text}`));
    else if (name === '--recursive' || name === '-r') words.recursive = true;
    else if (name === '-p') words.slashes = true;
    else if (name === '--prefix') words.prefix = true;
    else if (name === '--dir') words.dir = true;
    else if (name === '--ttl') words.ttl = value();
    else if (
      name === '--sort' ||
      name === '--quorum' ||
      name === '-q' ||
      name === '--no-sync' ||
      name === '--debug' ||
      name === '--keys-only'
    )
      continue;
    else if (name.startsWith('-')) return { unknown: name };
    else words.operands.push(name);
  }
  return words;
}

function* main(sys: Sys): Step<number> {
  const words = readWords(sys.args);
  if ('unknown' in words) return yield* notModelled(sys, 'etcdctl', words.unknown);
  const client: StoreClient = { sys, endpoints: words.endpoints };
  if (sys.process.env.ETCDCTL_API === '3') return yield* version3(client, words);
  const [verb, ...rest] = words.operands;
  if (verb === 'member' && rest[0] === 'list') return yield* memberList(client);
  switch (verb) {
    case undefined:
      yield* sys.write(1, 'NAME:\n   etcdctl - A simple command line client for etcd.\n');
      return 0;
    case 'cluster-health':
      return yield* clusterHealth(client);
    case 'ls':
    case 'get':
    case 'set':
    case 'mk':
    case 'mkdir':
    case 'update':
    case 'rm':
    case 'rmdir':
      return yield* keyCommand(client, verb, words, rest);
    default:
      return yield* notModelled(sys, 'etcdctl', verb);
  }
}

function* keyCommand(client: StoreClient, verb: string, words: Words, rest: readonly string[]): Step<number> {
  const { sys } = client;
  const key = `/${(rest[0] ?? '').replace(/^\/+|\/+$/g, '')}`;
  if (verb !== 'ls' && rest[0] === undefined) {
    yield* sys.write(2, 'Error:  Key required\n');
    return 1;
  }
  if (['set', 'mk', 'update'].includes(verb) && rest[1] === undefined) {
    yield* sys.write(2, 'Error:  Value required\n');
    return 1;
  }
  const form = new URLSearchParams();
  if (rest[1] !== undefined) form.set('value', rest[1]);
  if (words.ttl !== undefined) form.set('ttl', words.ttl);
  if (verb === 'mk' || verb === 'mkdir') form.set('prevExist', 'false');
  if (verb === 'mkdir') form.set('dir', 'true');
  if (verb === 'update') form.set('prevExist', 'true');
  const flags = [
    ...(words.recursive ? ['recursive=true'] : []),
    ...(verb === 'rmdir' || (verb === 'rm' && words.dir) ? ['dir=true'] : []),
  ].join('&');
  const path = `/v2/keys${encodeURI(key === '/' ? '' : key)}${flags === '' ? '' : `?${flags}`}`;
  const method = verb === 'ls' || verb === 'get' ? 'GET' : verb.startsWith('rm') ? 'DELETE' : 'PUT';
  const reply = yield* askStore(client, method, path, method === 'PUT' ? form.toString() : undefined);
  if (reply.kind === 'unavailable') return yield* unavailable(sys, reply.reasons, UNAVAILABLE);
  if (!reply.body.startsWith('{')) {
    yield* sys.write(
      2,
      'Error:  client: response is invalid json. The endpoint is probably not valid etcd cluster endpoint\n',
    );
    return SERVER_ERROR;
  }
  const answer = JSON.parse(reply.body) as {
    errorCode?: number;
    message?: string;
    cause?: string;
    index?: number;
    node?: StoreNode;
    prevNode?: StoreNode;
  };
  if (answer.errorCode !== undefined) {
    yield* sys.write(
      2,
      `Error:  ${answer.errorCode}: ${answer.message} (${answer.cause}) [${answer.index}]\n`,
    );
    return SERVER_ERROR;
  }
  const node = answer.node ?? { key };
  switch (verb) {
    case 'ls':
      yield* sys.write(1, node.dir ? listing(node, words) : `${node.key}\n`);
      return 0;
    case 'rm':
    case 'rmdir':
      if (answer.prevNode?.value !== undefined)
        yield* sys.write(1, `PrevNode.Value: ${answer.prevNode.value}\n`);
      return 0;
    case 'mkdir':
      return 0;
    default:
      if (node.dir) {
        yield* sys.write(2, `${node.key}: is a directory\n`);
        return 1;
      }
      yield* sys.write(1, `${node.value ?? ''}\n`);
      return 0;
  }
}

function listing(node: StoreNode, words: Words): string {
  let text = '';
  for (const child of node.nodes ?? []) {
    text += `${child.key}${words.slashes && child.dir ? '/' : ''}\n`;
    if (words.recursive) text += listing(child, words);
  }
  return text;
}

function* unavailable(sys: Sys, reasons: readonly string[], status: number): Step<number> {
  const once = reasons.map((reason, i) => `error #${i}: ${reason}\n`);
  yield* sys.write(
    2,
    `Error:  client: etcd cluster is unavailable or misconfigured; ${once.join('; ')}\n${once.join('')}\n`,
  );
  return status;
}

interface Member {
  id: string;
  name: string;
  peerURLs: string[];
  clientURLs: string[];
}

function* members(client: StoreClient): Step<Member[] | { problem: StoreReply }> {
  const reply = yield* askStore(client, 'GET', '/v2/members');
  if (reply.kind === 'unavailable' || reply.status !== 200) return { problem: reply };
  return (JSON.parse(reply.body) as { members: Member[] }).members;
}

function* membersFailed(client: StoreClient, problem: StoreReply): Step<number> {
  if (problem.kind === 'unavailable') return yield* unavailable(client.sys, problem.reasons, SERVER_ERROR);
  yield* client.sys.write(2, `Error:  unexpected status code ${problem.status}\n`);
  return SERVER_ERROR;
}

function* memberList(client: StoreClient): Step<number> {
  const found = yield* members(client);
  if ('problem' in found) return yield* membersFailed(client, found.problem);
  for (const [i, m] of found.entries())
    yield* client.sys.write(
      1,
      `${m.id}: name=${m.name} peerURLs=${m.peerURLs.join(',')} clientURLs=${m.clientURLs.join(',')} isLeader=${i === 0}\n`,
    );
  return 0;
}

function* clusterHealth(client: StoreClient): Step<number> {
  const { sys } = client;
  const found = yield* members(client);
  if ('problem' in found) {
    yield* sys.write(1, 'cluster may be unhealthy: failed to list members\n');
    return yield* membersFailed(client, found.problem);
  }
  let healthy = 0;
  for (const member of found) {
    const reply = yield* askStore({ ...client, endpoints: member.clientURLs }, 'GET', '/health');
    const good = reply.kind === 'reply' && reply.body.includes('true');
    if (good) healthy++;
    yield* sys.write(
      1,
      good
        ? `member ${member.id} is healthy: got healthy result from ${member.clientURLs[0]}\n`
        : `failed to check the health of member ${member.id} on ${member.clientURLs[0]}: Get ${member.clientURLs[0]}/health: ${reply.kind === 'unavailable' ? reply.reasons[0] : `status ${reply.status}`}\nmember ${member.id} is unreachable: [${member.clientURLs.join(' ')}] are all unreachable\n`,
    );
  }
  yield* sys.write(1, healthy === found.length ? 'cluster is healthy\n' : 'cluster is unavailable\n');
  return healthy === found.length ? 0 : 5;
}

/** The v3 tool, as far as a store with v2 keys lets it see something: nothing is stored under v3. */
function* version3(client: StoreClient, words: Words): Step<number> {
  const { sys } = client;
  const endpoints = words.endpoints === DEFAULT_ENDPOINTS ? ['http://127.0.0.1:2379'] : words.endpoints;
  const [verb, object] = words.operands;
  const wanted = `${verb ?? ''} ${verb === 'endpoint' || verb === 'member' ? (object ?? '') : ''}`.trim();
  if (!['get', 'endpoint health', 'member list'].includes(wanted))
    return yield* notModelled(sys, 'etcdctl', `ETCDCTL_API=3 ${wanted}`);
  const started = sys.now();
  const reply = yield* askStore(
    { sys, endpoints },
    'GET',
    wanted === 'member list' ? '/v2/members' : '/health',
  );
  const name = endpoints[0].replace(/^https?:\/\//, '');
  if (reply.kind === 'unavailable') {
    // Its balancer retries until the deadline of a command.
    yield* sys.sleep(Math.max(0, STORE_TIMEOUT - (sys.now() - started)));
    yield* sys.write(
      2,
      wanted === 'endpoint health'
        ? `${name} is unhealthy: failed to commit proposal: context deadline exceeded\nError: unhealthy cluster\n`
        : 'Error: context deadline exceeded\n',
    );
    return 1;
  }
  if (wanted === 'endpoint health') {
    const took = 2 + 18 * noise(sys.world, 'etcdctl', name, started);
    yield* sys.write(2, `${name} is healthy: successfully committed proposal: took = ${took.toFixed(6)}ms\n`);
  } else if (wanted === 'member list') {
    if (reply.status !== 200) return yield* notModelled(sys, 'etcdctl', 'ETCDCTL_API=3 member list');
    for (const m of (JSON.parse(reply.body) as { members: Member[] }).members)
      yield* sys.write(
        1,
        `${m.id}, started, ${m.name}, ${m.peerURLs.join(',')}, ${m.clientURLs.join(',')}, false\n`,
      );
  }
  return 0;
}

export const etcdctl: CommandSpec = {
  name: 'etcdctl',
  profiles: ['centos7', 'debian12', 'etcd'],
  summary: 'read and change the store of etcd',
  usage: [
    'etcdctl [--endpoints URLS] ls [-r] [-p] [KEY]',
    'etcdctl get|rm KEY',
    'etcdctl set|mk|update KEY VALUE',
    'etcdctl cluster-health',
    'etcdctl member list',
  ],
  flags: [
    { names: ['--endpoints', '-C'], argument: 'URLS', summary: 'where the store is' },
    { names: ['-r', '--recursive'], summary: 'everything below' },
    { names: ['-p'], summary: 'a slash behind directories' },
    { names: ['--ttl'], argument: 'SECONDS', summary: 'how long a key lives' },
    { names: ['--prefix'], summary: 'all keys that begin so (v3)' },
  ],
  words: ['ls', 'get', 'set', 'mk', 'mkdir', 'update', 'rm', 'rmdir', 'cluster-health', 'member'],
  complete: () => [
    'ls',
    'get',
    'set',
    'mk',
    'mkdir',
    'update',
    'rm',
    'rmdir',
    'cluster-health',
    'member list',
  ],
  run: main,
};
