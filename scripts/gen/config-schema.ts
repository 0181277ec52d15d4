import { z } from 'zod';
import { configSchema } from '../../src/edge/cli/config/schema.ts';

/** `config.schema.json`: what an editor needs to complete and check a configuration file. */
export function configSchemaFile(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input' });
  return `${JSON.stringify({ $comment: 'Written by `npm run gen` from src/edge/cli/config/schema.ts.', ...schema }, null, 2)}\n`;
}
