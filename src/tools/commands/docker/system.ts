import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isArgumentProblem, parseArguments } from '../spec.ts';
import { type Arguments, ask, complain, isRecent, NO_DAEMON, tableMinimum } from './client.ts';
import { wrongCount } from './help.ts';
import { flagProblem, printTemplate } from './containers.ts';
import { DOCKER_FLAGS } from './flags.ts';
import { humanDuration, humanSize } from './duration.ts';
import { formatInfoOld, formatInfoRecent, infoWarnings } from './format-info.ts';
import { containerDocument } from './format-container.ts';
import { formatJson, networkDocument } from './format-inspect.ts';
import { formatTable } from './table.ts';

export function* info(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.info }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker info', parsed);
  const answer = yield* ask(sys, { op: 'info' });
  if (!answer || !('info' in answer)) {
    if (!isRecent(sys)) return yield* complain(sys, answer);
    yield* sys.write(
      1,
      `Client:\n Context:    default\n Debug Mode: false\n\nServer:\nERROR: ${NO_DAEMON}\n`,
    );
    yield* sys.write(2, 'errors pretty printing info\n');
    return 1;
  }
  const template = parsed.flags.get('-f');
  if (template !== undefined)
    return yield* printTemplate(sys, template, [
      {
        ID: answer.info.id,
        Name: answer.info.name,
        ServerVersion: answer.info.version,
        KernelVersion: answer.info.kernel,
        ClusterStore: answer.info.clusterStore,
        ClusterAdvertise: answer.info.clusterAdvertise,
        Containers: answer.info.containers,
        ContainersRunning: answer.info.running,
        LiveRestoreEnabled: answer.info.liveRestore,
        Driver: 'overlay2',
      },
    ]);
  yield* sys.write(1, isRecent(sys) ? formatInfoRecent(answer.info) : formatInfoOld(answer.info));
  yield* sys.write(2, infoWarnings(answer.info));
  return 0;
}

const OLD_CLIENT = `Client:
 Version:           18.06.0-ce
 API version:       1.38
 Go version:        go1.10.3
 Git commit:        0ffa825
 Built:             Wed Jul 18 19:08:18 2018
 OS/Arch:           linux/amd64
 Experimental:      false
`;
const OLD_SERVER = `
Server:
 Engine:
  Version:          18.06.0-ce
  API version:      1.38 (minimum version 1.12)
  Go version:       go1.10.3
  Git commit:       0ffa825
  Built:            Wed Jul 18 19:10:42 2018
  OS/Arch:          linux/amd64
  Experimental:     false
`;
const RECENT_CLIENT = `Client:
 Version:           20.10.24+dfsg1
 API version:       1.41
 Go version:        go1.19.8
 Git commit:        297e128
 Built:             Thu May  7 21:09:36 2026
 OS/Arch:           linux/amd64
 Context:           default
 Experimental:      true
`;
const RECENT_SERVER = `
Server:
 Engine:
  Version:          20.10.24+dfsg1
  API version:      1.41 (minimum version 1.12)
  Go version:       go1.19.8
  Git commit:       5d6db84
  Built:            Thu May  7 21:09:36 2026
  OS/Arch:          linux/amd64
  Experimental:     false
 containerd:
  Version:          1.6.20~ds1
  GitCommit:        1.6.20~ds1-1+deb12u3
 runc:
  Version:          1.1.5+ds1
  GitCommit:        1.1.5+ds1-1+deb12u1
 docker-init:
  Version:          0.19.0
  GitCommit:        
`;

export function* version(sys: Sys, args: Arguments): Step<number> {
  if (args.length > 0)
    return yield* flagProblem(sys, 'docker version', {
      kind: args[0].startsWith('-f') || args[0].startsWith('--format') ? 'unmodelled' : 'unknown',
      flag: args[0],
    });
  const answer = yield* ask(sys, { op: 'version' });
  yield* sys.write(1, isRecent(sys) ? RECENT_CLIENT : OLD_CLIENT);
  if (!answer || !('info' in answer)) return yield* complain(sys, answer);
  yield* sys.write(1, isRecent(sys) ? RECENT_SERVER : OLD_SERVER);
  return 0;
}

const OBJECT_TYPES = [
  'container',
  'image',
  'network',
  'node',
  'plugin',
  'secret',
  'service',
  'task',
  'volume',
];

/** `docker inspect`: containers first, then networks; what is neither is named on standard error. */
export function* inspectAny(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.inspect }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker inspect', parsed);
  if (parsed.operands.length === 0) {
    return yield* wrongCount(sys, 'inspect', 'at least 1 argument');
  }
  const type = parsed.flags.get('--type');
  if (type !== undefined && !OBJECT_TYPES.includes(type)) {
    yield* sys.write(2, `"${type}" is not a valid value for --type\n`);
    return 1;
  }
  const documents: object[] = [];
  const missing: string[] = [];
  for (const name of parsed.operands) {
    const container = type === 'network' ? undefined : yield* ask(sys, { op: 'container-inspect', name });
    if (container === undefined && type !== 'network') {
      yield* sys.write(1, '[]\n');
      return yield* complain(sys, container);
    }
    if (container && 'container' in container) {
      const { image, hostname } = container;
      documents.push(
        containerDocument(container.container, {
          world: sys.world,
          image,
          hostname,
          recent: isRecent(sys),
        }),
      );
      continue;
    }
    const network = type === 'container' ? undefined : yield* ask(sys, { op: 'network-inspect', name });
    if (network && 'network' in network) documents.push(networkDocument(network.network, network.members));
    else missing.push(name);
  }
  const template = parsed.flags.get('-f');
  let status = 0;
  if (template === undefined) yield* sys.write(1, formatJson(documents));
  else {
    status = yield* printTemplate(sys, template, documents);
    if (documents.length === 0) yield* sys.write(1, '\n');
  }
  for (const name of missing) yield* sys.write(2, `Error: No such ${type ?? 'object'}: ${name}\n`);
  return missing.length > 0 ? 1 : status;
}

export function* images(sys: Sys, args: Arguments): Step<number> {
  const parsed = parseArguments({ flags: DOCKER_FLAGS.images }, args);
  if (isArgumentProblem(parsed)) return yield* flagProblem(sys, 'docker images', parsed);
  const answer = yield* ask(sys, { op: 'image-list' });
  if (!answer || !('images' in answer)) return yield* complain(sys, answer);
  const rows = [...answer.images].sort((a, b) => b.created - a.created);
  const id = (text: string) => (parsed.flags.has('--no-trunc') ? `sha256:${text}` : text.slice(0, 12));
  if (parsed.flags.has('-q')) {
    for (const row of rows) yield* sys.write(1, `${id(row.id)}\n`);
    return 0;
  }
  yield* sys.write(
    1,
    formatTable(
      [
        ['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'],
        ...rows.map((i) => {
          const colon = i.reference.lastIndexOf(':');
          return [
            i.reference.slice(0, colon),
            i.reference.slice(colon + 1),
            id(i.id),
            `${humanDuration(sys.now() - i.created)} ago`,
            humanSize(i.size),
          ];
        }),
      ],
      tableMinimum(sys),
    ),
  );
  return 0;
}
