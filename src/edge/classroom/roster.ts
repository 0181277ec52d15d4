import ssh2 from 'ssh2';
import { z } from 'zod';
import { parseYaml, ScenarioError, type ScenarioProblem } from '../../drill/scenario/index.ts';

/** A name to log in with: letters and digits of any language, so that no name can drive a terminal or leave a folder. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,31}$/u;

/** Whether something may be a name to log in with. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

const name = z
  .string()
  .regex(NAME, 'letters, digits, dot, dash and underscore, at most 32')
  .describe('the name to log in with');
const key = z
  .string()
  .refine(
    (text) => !(ssh2.utils.parseKey(text) instanceof Error),
    'is no public key. Paste the line of a file like ~/.ssh/id_ed25519.pub.',
  )
  .describe('a public key, as in ~/.ssh/id_ed25519.pub');
const person = z
  .strictObject({
    name,
    keys: z.array(key).default([]).describe('public keys that may log in'),
    code: z
      .string()
      .regex(/^scrypt:/, "is no hash of a code. 'netdrill roster codes' makes codes.")
      .optional()
      .describe('what the one-time code for the first entry hashes to'),
  })
  .describe('somebody who may log in');

const moment = z.iso
  .datetime({
    offset: true,
    error: 'is no moment with its time zone. Write it like 2026-11-30T09:00:00+01:00.',
  })
  .describe('a moment with its time zone: 2026-11-30T09:00:00+01:00');

const assigned = z
  .strictObject({
    scenario: z.string().describe('id of the drill'),
    opens: moment.optional(),
    closes: moment.optional(),
    mode: z
      .enum(['practice', 'one', 'exam'])
      .default('practice')
      .describe(
        'practice: any number of times; one: a single attempt; exam: one, and no result until it is released',
      ),
    hints: z
      .enum(['off', 'charged'])
      .optional()
      .describe('whether hints can be taken at their price; off in an exam'),
  })
  .refine(({ opens, closes }) => !opens || !closes || Date.parse(opens) < Date.parse(closes), {
    message: 'closes before it opens. Correct one of the two.',
    path: ['closes'],
  })
  .describe('a drill that the class is given');

export const rosterSchema = z
  .strictObject({
    class: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]*$/, 'small letters, digits and dashes')
      .describe('short name of the class'),
    learners: z.array(person).default([]),
    teachers: z.array(person).default([]),
    drills: z.array(assigned).default([]).describe('drills of the class; none: all there are, for practice'),
  })
  .describe('who is in a class, and what they are given');

export type Roster = z.infer<typeof rosterSchema>;
export type Person = z.infer<typeof person>;
export type AssignedDrill = z.infer<typeof assigned>;

/**
 * A roster from its YAML.
 *
 * @throws ScenarioError with file, line and column of everything that is wrong.
 */
export function parseRoster(file: string, source: string): Roster {
  const roster = parseYaml(file, source, rosterSchema);
  const problems: ScenarioProblem[] = [];
  const seen = new Set<string>();
  for (const { name } of [...roster.learners, ...roster.teachers]) {
    if (seen.has(name))
      problems.push({
        file,
        ...nthLine(source, name),
        message: `${name}: there are two of that name. Rename one.`,
      });
    seen.add(name);
  }
  if (problems.length > 0) throw new ScenarioError(problems);
  return roster;
}

/** Where a name is written the second time. */
function nthLine(source: string, wanted: string): { line: number; column: number } {
  const places = [...source.matchAll(/name:\s*["']?([^\s"',}]+)/gu)].filter((match) => match[1] === wanted);
  const at = (places[1] ?? places[0])?.index ?? 0;
  const before = source.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
