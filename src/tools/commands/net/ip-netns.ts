import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import {
  isFailure,
  type NetworkNamespace,
  pidIn,
  processNumbered,
  strerror,
} from '../../../model/state/index.ts';
import { createNetns, deleteNetns } from '../../../network/kernel/index.ts';
import { print } from '../spec.ts';
import { NETNS_DIRECTORY } from '../../../machine/formats/index.ts';
import { netnsNames } from './netns-names.ts';
import { openNetns, requireRoot } from './ip-options.ts';
import { NotModelled, Refusal } from './refusal.ts';
import { abbreviated, Words } from './words.ts';

const COMMANDS = [
  'list',
  'show',
  'lst',
  'add',
  'set',
  'delete',
  'identify',
  'pids',
  'exec',
  'monitor',
  'attach',
  'help',
];

/** `ip netns ...` */
export function* ipNetns(sys: Sys, words: string[]): Step<number> {
  const word = words[0];
  if (word === undefined) return yield* list(sys);
  const rest = words.slice(1);
  switch (abbreviated(word, COMMANDS)) {
    case 'list':
    case 'show':
    case 'lst':
      return yield* list(sys);
    case 'add':
      return add(sys, new Words(rest));
    case 'delete':
      return remove(sys, new Words(rest));
    case 'exec':
      return yield* execute(sys, rest);
    case 'pids':
      return yield* pids(sys, new Words(rest));
    case 'identify':
      return yield* identify(sys, new Words(rest));
    case undefined:
      throw new Refusal(`Command "${word}" is unknown, try "ip netns help".\n`, 255);
    default:
      throw new NotModelled(`netns ${word}`);
  }
}

/** A namespace this one has a number for is listed with it. */
function* list(sys: Sys): Step<number> {
  let text = '';
  for (const { name, netns } of netnsNames(sys)) {
    const id = sys.netns.netnsIds.get(netns.id);
    text += `${name}${id === undefined ? '' : ` (id: ${id})`}\n`;
  }
  yield* print(sys, text);
  return 0;
}

function add(sys: Sys, words: Words): number {
  requireRoot(sys);
  if (words.done) throw new Refusal('No netns name specified\n', 255);
  const name = words.take();
  if (netnsNames(sys).some((entry) => entry.name === name))
    throw new Refusal(`Cannot create namespace file "/var/run/netns/${name}": File exists\n`, 1);
  createNetns(sys.world, sys.node.name, { name: `${NETNS_DIRECTORY}${name}` });
  return 0;
}

/** The name goes; the namespace lives on while a process is in it. */
function remove(sys: Sys, words: Words): number {
  requireRoot(sys);
  if (words.done) throw new Refusal('No netns name specified\n', 255);
  const name = words.take();
  const netns = netnsNames(sys).find((entry) => entry.name === name)?.netns;
  if (!netns)
    throw new Refusal(
      `Cannot remove namespace file "/var/run/netns/${name}": No such file or directory\n`,
      1,
    );
  netns.names = netns.names.filter((other) => other !== name && other !== `${NETNS_DIRECTORY}${name}`);
  const inhabited = [...sys.node.processes.values()].some((process) => process.namespaces.net === netns.id);
  if (!inhabited && netns.names.length === 0) deleteNetns(sys.world, netns.id);
  return 0;
}

function* execute(sys: Sys, words: string[]): Step<number> {
  if (words.length === 0) throw new Refusal('No netns name specified\n', 255);
  if (words.length === 1) throw new Refusal('No command specified\n', 255);
  const netns = openNetns(sys, words[0]);
  yield* sys.setNamespaces({ net: netns.id, sys: undefined });
  return yield* becomeProgram(
    sys,
    words.slice(1),
    (command, text) => `exec of "${command}" failed: ${text}\n`,
    1,
  );
}

/** Becomes a program, as execvp(3) does it; returns only by complaining. */
export function* becomeProgram(
  sys: Sys,
  argv: string[],
  complaint: (command: string, text: string) => string,
  failed: number,
): Step<number> {
  const failure = yield* sys.execute({ argv });
  throw new Refusal(complaint(argv[0], strerror(failure.errno)), failed);
}

/** Starts a program and ends as it ends; 128 + signal when it was killed. */
export function* forkProgram(
  sys: Sys,
  argv: string[],
  complaint: (command: string, text: string) => string,
  failed: number,
): Step<number> {
  const pid = yield* sys.spawn({ argv });
  if (isFailure(pid)) throw new Refusal(complaint(argv[0], strerror(pid.errno)), failed);
  const result = yield* sys.wait(pid);
  return isFailure(result) ? 1 : result.status;
}

function* pids(sys: Sys, words: Words): Step<number> {
  if (words.done) throw new Refusal('No netns name specified\n', 255);
  const netns = openNetns(sys, words.take());
  const found = [...sys.node.processes.values()].filter((process) => process.namespaces.net === netns.id);
  yield* print(sys, found.map((process) => `${pidIn(sys.process.namespaces.pid, process)}\n`).join(''));
  return 0;
}

function* identify(sys: Sys, words: Words): Step<number> {
  const process = words.done
    ? sys.process
    : processNumbered(sys.process.namespaces.pid, sys.node, Number(words.take()));
  if (!process) throw new Refusal(`Stat of netns failed: No such file or directory\n`, 1);
  const names = netnsNames(sys).filter((entry) => entry.netns.id === process.namespaces.net);
  yield* print(sys, names.map((entry) => `${entry.name}\n`).join(''));
  return 0;
}

/** The namespace `netns X` names: a name below /var/run/netns, or the number of a process. */
export function targetNetns(sys: Sys, word: string): NetworkNamespace {
  const named = netnsNames(sys).find((entry) => entry.name === word)?.netns;
  if (named) return named;
  const process = /^\d+$/.test(word) ? sys.node.processes.get(Number(word)) : undefined;
  const netns = process && sys.world.namespaces.get(process.namespaces.net);
  if (netns) return netns;
  if (/^\d+$/.test(word)) throw new Refusal('RTNETLINK answers: No such process\n', 2);
  throw new Refusal(`Error: argument "${word}" is wrong: Invalid "netns" value\n\n`, 255);
}
