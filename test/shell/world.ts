import { runShell } from '../../src/tools/shell/index.ts';
import { ask, blocked, Kernel, type OpenFile, type ToyProgram } from './kernel.ts';
import { toyPort } from './port.ts';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const environment = new Map([
  ['HOME', '/root'],
  ['PATH', '/usr/bin:/bin'],
  ['PWD', '/root'],
]);

/** `cat`, `sleep` and `sh`, enough to try pipes, jobs and scripts. */
const cat: ToyProgram = function* (kernel, process) {
  for (;;) {
    const text: string = yield* ask<string>((self) => kernel.readFrom(self, 0, 65536));
    if (typeof text !== 'string' || text === '') return 0;
    yield* ask((self) => kernel.writeTo(self, 1, text));
    void process;
  }
};

const sleep: ToyProgram = function* (kernel, process) {
  let done = false;
  kernel.after(Number(process.args[1] ?? 0) * 1e6, () => {
    done = true;
  });
  yield* ask(() => (done ? 0 : blocked));
  return 0;
};

/** A kernel with a few programs. */
export function toyWorld(): Kernel {
  const kernel = new Kernel();
  kernel.install('cat', cat);
  kernel.install('sleep', sleep);
  const shell: ToyProgram = (world, process) =>
    runShell({
      port: toyPort(world),
      argv: process.args,
      environment: process.environment,
      seed: 7,
      version: '5.2.15(1)-release',
      descriptors: [...process.files.keys()],
    });
  kernel.install('bash', shell);
  kernel.install('sh', shell);
  return kernel;
}

/** Runs `bash -c command` and returns what it wrote. */
export function runCommand(
  command: string,
  kernel = toyWorld(),
  options: { cwd?: string; limit?: number; argv?: readonly string[] } = {},
): Outcome {
  const file = (path: string): OpenFile => ({
    kind: 'file',
    uses: 0,
    node: kernel.write(path, ''),
    offset: 0,
    append: true,
  });
  const files = new Map<number, OpenFile>([
    [0, { kind: 'null', uses: 0, offset: 0, append: false }],
    [1, file('/.out')],
    [2, file('/.err')],
  ]);
  const cwd = options.cwd ?? '/root';
  const process = kernel.start({
    parent: 1,
    group: 'new',
    files,
    cwd,
    umask: 0o022,
    environment: new Map(environment),
    args: [],
    body: () =>
      runShell({
        port: toyPort(kernel),
        argv: options.argv ?? ['bash', '-c', command],
        environment: new Map([...environment, ['PWD', cwd]]),
        seed: 7,
        version: '5.2.15(1)-release',
      }),
  });
  const exit = kernel.run(process, options.limit);
  return { stdout: files.get(1)!.node!.text, stderr: files.get(2)!.node!.text, exit };
}

/**
 * Sits at a terminal: types the lines (`^C`, `^D` act at the prompt; `^C@2`, `^Z@2` that many virtual seconds after the
 * line before), and returns everything on the screen.
 */
export function talk(lines: readonly string[], kernel = toyWorld(), startup = ''): string {
  kernel.input = [...lines];
  const terminal: OpenFile = { kind: 'terminal', uses: 0, offset: 0, append: false };
  const process = kernel.start({
    parent: 1,
    group: 'new',
    files: new Map([
      [0, terminal],
      [1, terminal],
      [2, terminal],
    ]),
    cwd: '/root',
    umask: 0o022,
    environment: new Map(environment),
    args: [],
    body: () =>
      runShell({
        port: toyPort(kernel),
        argv: ['-bash'],
        environment: new Map([...environment, ['PS1', '[\\u@\\h \\W]\\$ ']]),
        seed: 7,
        version: '4.2.46(2)-release',
        startup,
      }),
  });
  kernel.run(process);
  return kernel.screen;
}
