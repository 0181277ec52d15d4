import type { Verb } from './verb.ts';

/** Where each verb is, in the order of the help: only the one that is run gets loaded, since the first frame waits for it. */
const loaders = {
  browse: async () => (await import('./play.ts')).browse,
  play: async () => (await import('./play.ts')).play,
  tour: async () => (await import('./play.ts')).tour,
  list: async () => (await import('./list.ts')).list,
  catalogue: async () => (await import('./catalogue.ts')).catalogue,
  exec: async () => (await import('./exec.ts')).exec,
  run: async () => (await import('./run.ts')).run,
  screen: async () => (await import('./screen.ts')).screen,
  trace: async () => (await import('./trace.ts')).trace,
  diagnose: async () => (await import('./diagnose.ts')).diagnose,
  replay: async () => (await import('./replay.ts')).replay,
  serve: async () => (await import('./serve.ts')).serve,
  roster: async () => (await import('./roster.ts')).roster,
  board: async () => (await import('./board.ts')).board,
  export: async () => (await import('./export.ts')).exportVerb,
  regrade: async () => (await import('./regrade.ts')).regrade,
  gradebook: async () => (await import('./gradebook.ts')).gradebook,
  lint: async () => (await import('./lint.ts')).lint,
  new: async () => (await import('./new.ts')).create,
  doctor: async () => (await import('./doctor.ts')).doctor,
  completion: async () => (await import('./completion.ts')).completion,
  conformance: async () => (await import('./conformance.ts')).conformance,
} satisfies Record<string, () => Promise<Verb>>;

/** Verbs that programs start and nobody types: no help names them. */
const hidden = {
  'class-board': async () => (await import('./class-board.ts')).classBoard,
} satisfies Record<string, () => Promise<Verb>>;

/** Every verb, in the order of the help. */
export function loadVerbs(): Promise<Verb[]> {
  return Promise.all(Object.values(loaders).map((load) => load()));
}

/** The verb of a name; undefined where there is none. */
export async function lookupVerb(name: string): Promise<Verb | undefined> {
  if (Object.hasOwn(hidden, name)) return await hidden[name as keyof typeof hidden]();
  return Object.hasOwn(loaders, name) ? await loaders[name as keyof typeof loaders]() : undefined;
}
