import * as z from 'zod';
import { THEME_NAMES } from '../../../app/trainer/index.ts';

const NAMED =
  'F1|F2|F3|F4|F5|F6|F7|F8|F9|F10|F11|F12|Up|Down|Left|Right|Home|End|PageUp|PageDown|Enter|Escape|Tab|BTab|Space|BSpace|DC|IC';

/** A key as tmux names it: one character, a named key, or Ctrl or Alt with a letter. */
const key = z.string().regex(new RegExp(`^(?:${NAMED}|[CM]-[a-z]|C-[\\]\\\\^_]|[!-~])$`), {
  error: `no key of that name: one character, C-x, M-x or one of ${NAMED.replaceAll('|', ', ')}`,
});
const keys = z.union([key.transform((one) => [one]), z.array(key).min(1)]);
const commands = z.record(z.string(), keys);

/** The configuration file. `keys` name commands as `docs/reference/keys.md` does. */
export const configSchema = z.strictObject({
  theme: z.enum(THEME_NAMES).optional().describe('colours: NO_COLOR in the environment overrules it'),
  lang: z.enum(['en', 'zh']).optional().describe('language of the screens'),
  keys: z
    .strictObject({
      leader: z
        .string()
        .regex(/^(?:C-[a-z]|C-[\]\\^_]|F\d{1,2})$/, {
          error: 'the leader is a control key such as C-o, or a function key',
        })
        .optional()
        .describe('the key before the second keys (C-g)'),
      'after-leader': z.record(z.string(), key).optional().describe('second keys, by command'),
      browser: commands.optional(),
      ticket: commands.optional(),
      workspace: commands.optional(),
      diagnosis: commands.optional(),
      journey: commands.optional(),
      debrief: commands.optional(),
    })
    .optional()
    .describe('other keys than those of the table, by screen and command'),
});

export type Config = z.infer<typeof configSchema>;
