import { z } from 'zod';
import { scenarioFileSchema } from '../../src/drill/scenario/index.ts';

/** `scenario.schema.json`: what an editor needs to complete and check a scenario file while it is written. */
export function scenarioSchemaFile(): string {
  const schema = z.toJSONSchema(scenarioFileSchema, {
    io: 'input',
    override({ jsonSchema }) {
      // The limits of exact whole numbers in JavaScript say nothing about scenarios.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return `${JSON.stringify({ $comment: 'Written by `npm run gen` from src/drill/scenario/schema.ts.', ...schema }, null, 2)}\n`;
}
