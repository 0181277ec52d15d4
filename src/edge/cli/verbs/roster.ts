import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Roster } from '../../classroom/index.ts';
import { ScenarioError } from '../../../drill/scenario/index.ts';
import type { Invocation } from '../arguments.ts';
import { UsageError } from '../usage-error.ts';
import type { Output, Verb } from './verb.ts';

/** `netdrill roster new|add|codes|check FILE`: writes the roster of a class, and rehearses the class before it begins. */
export const roster: Verb = {
  spec: {
    name: 'roster',
    operands: 'new|add|codes|check FILE [NAME...]',
    summary:
      'Write the roster of a class: new, add people, codes for their first entry; check rehearses the class.',
    options: [
      { name: 'class', value: 'NAME', summary: "new: the class's short name" },
      { name: 'teachers', summary: 'add: the names are those of teachers' },
      { name: 'key', value: 'FILE', summary: "add: the person's public key" },
      { name: 'anew', summary: 'codes: new ones also for those who have one' },
    ],
  },
  async run(invocation, output) {
    const [action, file, ...names] = invocation.operands;
    if (action === undefined || file === undefined || !(action in ACTIONS))
      throw new UsageError(
        "netdrill roster: say what and where: 'netdrill roster new|add|codes|check FILE [NAME...]'",
      );
    return await ACTIONS[action as keyof typeof ACTIONS](file, names, invocation, output);
  },
};

type Act = (
  file: string,
  names: string[],
  invocation: Invocation,
  output: Output,
) => number | Promise<number>;

const ACTIONS = { new: create, add, codes, check } satisfies Record<string, Act>;

async function create(
  file: string,
  _names: string[],
  { options }: Invocation,
  output: Output,
): Promise<number> {
  const { newRoster } = await import('../../classroom/index.ts');
  if (existsSync(file))
    throw new UsageError(`netdrill roster: ${file} is there already. Choose another name.`);
  write(file, newRoster(options.get('class') ?? 'my-class'));
  output.stdout(`${file} is there. Next: netdrill roster add ${file} NAME...\n`);
  return 0;
}

async function add(file: string, names: string[], { options }: Invocation, output: Output): Promise<number> {
  if (names.length === 0) throw new UsageError('netdrill roster add: name who is to be added');
  const keyFile = options.get('key');
  if (keyFile !== undefined && names.length > 1)
    throw new UsageError(
      'netdrill roster add: --key is the key of one person; add people with keys one by one',
    );
  const { withPeople } = await import('../../classroom/index.ts');
  const keys = keyFile === undefined ? [] : [read(keyFile).trim()];
  const people = names.map((name) => ({ name, keys }));
  await change(file, (source) =>
    withPeople(source, options.has('teachers') ? 'teachers' : 'learners', people),
  );
  output.stdout(`added to ${file}: ${names.join(', ')}\n`);
  if (keys.length === 0) output.stdout(`Next: netdrill roster codes ${file}\n`);
  return 0;
}

async function codes(
  file: string,
  names: string[],
  { options }: Invocation,
  output: Output,
): Promise<number> {
  const { hashSecret, newCode, withCodes } = await import('../../classroom/index.ts');
  const now = await parsed(file, read(file));
  const everybody = [...now.learners, ...now.teachers];
  for (const name of names)
    if (!everybody.some((person) => person.name === name))
      throw new UsageError(`netdrill roster codes: ${file} has nobody called ${name}`);
  const wanted = everybody.filter(({ name, keys, code }) =>
    names.length > 0
      ? names.includes(name)
      : keys.length === 0 && (code === undefined || options.has('anew')),
  );
  const made = new Map(wanted.map(({ name }) => [name, newCode()]));
  const hashed = new Map<string, string>();
  for (const [name, code] of made) hashed.set(name, await hashSecret(code));
  await change(file, (source) => withCodes(source, hashed));
  for (const [name, code] of made) output.stdout(`${name}\t${code}\n`);
  output.stderr(
    made.size > 0
      ? 'Codes are shown this once and count once: hand each to its owner.\n'
      : 'Nobody needs a code: all have a key or a code. --anew makes new ones.\n',
  );
  return 0;
}

async function check(
  file: string,
  _names: string[],
  invocation: Invocation,
  output: Output,
): Promise<number> {
  const now = await parsed(file, read(file));
  const { rehearse } = await import('../app/rehearsal.ts');
  const { findings, lines } = await rehearse(now, invocation.options.get('scenarios'));
  for (const line of lines) output.stdout(`${line}\n`);
  for (const finding of findings) output.stderr(`${file}: ${finding}\n`);
  return findings.length > 0 ? 1 : 0;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`netdrill roster: ${(error as Error).message}. Name a file that can be read.`);
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    throw new UsageError(
      `netdrill roster: ${(error as Error).message}. Choose a folder that can be written.`,
    );
  }
}

/** Changes a roster; what would not be one any more is not written. */
async function change(file: string, edit: (source: string) => string): Promise<void> {
  const before = read(file);
  await parsed(file, before);
  const after = edit(before);
  await parsed(file, after);
  write(file, after);
}

async function parsed(file: string, source: string): Promise<Roster> {
  const { parseRoster } = await import('../../classroom/index.ts');
  try {
    return parseRoster(file, source);
  } catch (error) {
    if (error instanceof ScenarioError) throw new UsageError(error.message);
    throw error;
  }
}
