// The mini build has the same checks without the messages, which nobody reads here, and the first frame waits for it.
import * as z from 'zod/mini';
import type { LogEntry, SavedSession, SavedView, SessionHeader } from '../../app/trainer/index.ts';

/** Format of a session's log; another one is not read. */
const FORMAT = 2;

const at = z.number().check(z.nonnegative());
const natural = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());
const terminal = z.string();
const event = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), at, terminal, place: z.string() }),
  z.object({ kind: z.literal('line'), at, terminal, text: z.string() }),
  z.object({
    kind: z.literal('signal'),
    at,
    terminal,
    signal: z.enum(['SIGINT', 'SIGQUIT', 'SIGTSTP']),
  }),
  z.object({ kind: z.literal('end-of-input'), at, terminal }),
  z.object({ kind: z.literal('keys'), at, terminal, text: z.string() }),
  z.object({ kind: z.literal('resize'), at, columns: positive, rows: positive }),
  z.object({ kind: z.literal('time'), at }),
  z.object({ kind: z.literal('reconnect'), at }),
  z.object({ kind: z.literal('ended'), at, terminal, number: positive, digest: z.string() }),
]);
const evidence = z.array(positive);
const diagnosis = z.union([
  z.object({ verdict: z.literal('fault'), place: z.string(), mechanism: z.string(), evidence }),
  z.object({ verdict: z.enum(['nothing', 'unknown']), evidence }),
]);
const form = z.object({
  column: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  pointer: z.tuple([natural, natural, natural]),
  filters: z.tuple([z.string(), z.string(), z.string()]),
  place: z.optional(z.string()),
  mechanism: z.optional(z.string()),
  evidence,
  answer: z.enum(['fault', 'nothing', 'unknown']),
  filtering: z.boolean(),
  confirming: z.boolean(),
});
const entry = z.discriminatedUnion('type', [
  z.object({ type: z.literal('event'), event }),
  z.object({ type: z.literal('hint') }),
  z.object({ type: z.literal('submit'), diagnosis: z.nullable(diagnosis) }),
  z.object({
    type: z.literal('graded'),
    score: z.number(),
    earned: z.object({ place: z.number(), mechanism: z.number(), evidence: z.number() }),
  }),
  z.object({
    type: z.literal('view'),
    screen: z.string(),
    pane: z.string(),
    active: natural,
    drafts: z.record(z.string(), z.object({ text: z.string(), cursor: natural })),
    hints: z.optional(z.array(z.object({ en: z.string(), zh: z.string() }))),
    remarks: z.optional(
      z.record(
        z.string().check(z.regex(/^\d+$/)),
        z.object({ star: z.optional(z.boolean()), note: z.optional(z.string()) }),
      ),
    ),
    // A form that cannot be read begins empty; the rest of the line counts.
    diagnosis: z.catch(z.optional(form), undefined),
  }),
]);
const header = z.object({
  type: z.literal('header'),
  format: z.literal(FORMAT),
  engine: z.string(),
  scenario: z.string(),
  seed: z.nullable(z.int()),
  digest: z.string(),
});

/** The first line of a log. */
export function headerLine(engine: string, given: SessionHeader): string {
  return entryLine(headerStep(engine, given));
}

/** The step that a log begins with. */
export function headerStep(engine: string, { scenario, seed, digest }: SessionHeader): Header {
  return { type: 'header', format: FORMAT, engine, scenario, seed: seed ?? null, digest };
}

/** A line of a log. */
export function entryLine(value: LogEntry | z.infer<typeof header>): string {
  return `${JSON.stringify(value)}\n`;
}

/**
 * The lines of a file of JSON lines; those that are none are reported as `file:line: what, and what to do`. A last line without its end
 * is no fault: the program was killed in the middle of writing it.
 */
export function readLines<T>(
  file: string,
  text: string,
  shape: z.ZodMiniType<T>,
  problems: string[],
): { line: number; value: T }[] {
  const rows = text.split('\n');
  const read: { line: number; value: T }[] = [];
  for (const [at, row] of rows.slice(0, -1).entries()) {
    if (row === '') continue;
    const value = parsed(row, shape);
    if (value) read.push({ line: at + 1, value });
    else
      problems.push(
        `${file}:${at + 1}: not a line that Netdrill wrote. It is left out and the rest used; delete the line to be rid of this message.`,
      );
  }
  return read;
}

function parsed<T>(row: string, shape: z.ZodMiniType<T>): T | undefined {
  try {
    return shape.safeParse(JSON.parse(row)).data;
  } catch {
    return undefined;
  }
}

type Header = z.infer<typeof header>;

/** What a log says; `undefined` where its first line is no header of this format. */
export function readSessionLog(file: string, text: string, problems: string[]): SavedSession | undefined {
  const end = text.indexOf('\n');
  const head = end < 0 ? undefined : parsed(text.slice(0, end), header);
  if (!head) return undefined;
  // The header's line stays as an empty one, so that numbers of lines are those of the file.
  return savedSession(
    head,
    readLines(file, text.slice(end), entry, problems).map(({ value }) => value),
  );
}

/** What a header and the lines behind it come to. */
export function savedSession(head: Header, entries: readonly LogEntry[]): SavedSession {
  const saved: SavedSession = {
    scenario: head.scenario,
    seed: head.seed ?? undefined,
    engine: head.engine,
    digest: head.digest,
    events: [],
    hints: 0,
    view: { screen: 'workspace', pane: 'terminal', active: 0, drafts: {} },
    submissions: [],
    earned: [],
  };
  for (const line of entries) apply(saved, line);
  return saved;
}

/** One line of a log, in the order it was written: what happened, or a header, with which the drill begins anew. */
export type LogStep = z.infer<typeof entry> | z.infer<typeof header>;

const step = z.union([header, entry]);

/** The steps of a log that is kept as lines; one that is none is reported with its number and left out. */
export function readSteps(name: string, lines: readonly string[], problems: string[]): LogStep[] {
  return lines.flatMap((line, at) => {
    const read = parsed(line, step);
    if (!read) problems.push(`${name}, line ${at + 1}: not a line that this version of Netdrill reads.`);
    return read ? [read] : [];
  });
}

/**
 * The steps of a log's file, or what is wrong with it, each with file and line: who plays it again wants all of it. A last line without
 * its end is no fault, as for `readLines`.
 */
export function readLogFile(file: string, text: string): LogStep[] | string[] {
  const rows = text.split('\n');
  const [first] = rows;
  if (!parsed(first, header)) return [`${file}:1: ${notAHeader(first)}`];
  const steps: LogStep[] = [];
  const problems: string[] = [];
  for (const [at, row] of rows.entries()) {
    const read = row === '' ? undefined : parsed(row, step);
    if (read) steps.push(read);
    else if (row !== '' && at < rows.length - 1)
      problems.push(
        `${file}:${at + 1}: not a line that Netdrill wrote. Take the file as it was written, or delete the line if what follows does without it.`,
      );
  }
  return problems.length > 0 ? problems : steps;
}

/** Why a file's first line is no header. */
function notAHeader(row: string): string {
  const format = parsed(row, z.object({ type: z.literal('header'), format: z.number() }))?.format;
  if (format !== undefined && format !== FORMAT)
    return `a session's log of format ${format}; this version of Netdrill reads format ${FORMAT}`;
  if (format !== undefined)
    return "the header of a session's log that lacks something, or has something wrong";
  return "no session's log: its first line would be a header that Netdrill wrote. Session scripts are played by 'netdrill run'";
}

function apply(saved: SavedSession, line: LogEntry): void {
  switch (line.type) {
    case 'event':
      saved.events.push(line.event);
      return;
    case 'hint':
      saved.hints++;
      return;
    case 'submit':
      saved.submissions.push(line.diagnosis);
      // Killed while it was judged: it is judged again.
      saved.view = { ...saved.view, screen: 'debrief' };
      return;
    case 'graded':
      saved.earned.push(line.earned);
      return;
    case 'view': {
      const { type: _, ...view } = line;
      saved.view = view satisfies SavedView;
      return;
    }
  }
}
