import type { Scenario, ScenarioFile } from './schema.ts';

/** What every scenario says, itself or through its base; a test compares it with the schema. */
export const REQUIRED = [
  'title',
  'summary',
  'start',
  'history',
] as const satisfies readonly (keyof Scenario)[];

/** The same of a drill. */
export const REQUIRED_OF_DRILL = [
  'family',
  'twin',
  'level',
  'topics',
  'ticket',
  'from',
  'settle',
  'claims',
  'probes',
  'rivals',
  'hints',
  'debrief',
  'sources',
] as const satisfies readonly (keyof NonNullable<Scenario['drill']>)[];

/**
 * A scenario with what it takes over from its base: every field that it does not have itself, in the ticket's part too; setup, images
 * and pins are added to those of the base.
 */
export function inherit(base: ScenarioFile, scenario: ScenarioFile): ScenarioFile {
  return {
    ...base,
    ...said(scenario),
    setup: [...(base.setup ?? []), ...(scenario.setup ?? [])],
    images: { ...base.images, ...scenario.images },
    pins: { ...base.pins, ...scenario.pins },
    ...(scenario.drill && { drill: { ...base.drill, ...said(scenario.drill) } }),
  };
}

function said<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Fields that neither a scenario nor its base has, as paths. */
export function missingFields(scenario: ScenarioFile): string[] {
  const { drill } = scenario;
  return [
    ...REQUIRED.filter((field) => scenario[field] === undefined),
    ...(drill ? REQUIRED_OF_DRILL.filter((field) => drill[field] === undefined) : []).map(
      (f) => `drill.${f}`,
    ),
    ...(scenario.kind === 'drill' && !drill ? ['drill'] : []),
  ];
}

/** Whether a scenario says everything, itself or through its base. */
export function isComplete(scenario: ScenarioFile): scenario is Scenario {
  return missingFields(scenario).length === 0;
}
