import { readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { less } from '../../src/tools/commands/screen/less.ts';
import { watch } from '../../src/tools/commands/screen/watch.ts';
import { textTools } from '../../src/tools/commands/text/tools.ts';
import type { Kernel } from './kernel.ts';
import { installTools } from './tools.ts';
import { runCommand, toyWorld } from './world.ts';

interface Case {
  readonly cmd: string;
  readonly stdout: string;
  readonly exit: number;
}

const fixtures = new URL('../fixtures/real/shell/', import.meta.url);
const cases = readFileSync(new URL('cases.jsonl', fixtures), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Case);

/** Copies a folder of the fixture into the toy world. */
function load(kernel: Kernel, from: URL, to: string): void {
  for (const name of readdirSync(from).sort()) {
    const at = new URL(name, from);
    const path = `${to}/${name}`;
    if (statSync(at).isDirectory()) {
      kernel.write(path, null);
      load(kernel, new URL(`${name}/`, from), path);
    } else kernel.write(path, readFileSync(at, 'utf8'), name === 'run.sh' ? 0o755 : 0o644);
  }
}

function run(command: string) {
  const kernel = toyWorld();
  installTools(kernel, [...textTools, less, watch]);
  load(kernel, new URL('files/', fixtures), '/drill');
  return runCommand(command, kernel, { cwd: '/drill' });
}

/** What is known to differ, and why. The acceptance line is 88 of 92. */
const known: Readonly<Record<string, string>> = {
  "find d -name '*.log' -exec cat {} +":
    "find shows a directory in the file system's own order; here names are sorted",
};

describe('one-liners that a real bash ran', () => {
  it('covers the recording', () => {
    expect(cases).toHaveLength(92);
    expect(cases.length - Object.keys(known).length).toBeGreaterThanOrEqual(88);
  });

  it.for(cases.filter((one) => known[one.cmd] === undefined))('$cmd', ({ cmd, stdout, exit }) => {
    const outcome = run(cmd);
    expect({ stdout: outcome.stdout, exit: outcome.exit }).toEqual({ stdout, exit });
  });
});
