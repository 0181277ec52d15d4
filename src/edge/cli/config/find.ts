import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Keymap, keymapWith, THEME_NAMES, type ThemeName } from '../../../app/trainer/index.ts';
import type { Invocation } from '../arguments.ts';
import { UsageError } from '../usage-error.ts';

/** $XDG_CONFIG_HOME/netdrill/config.yaml, or ~/.config/netdrill/config.yaml. */
export function configFile(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CONFIG_HOME?.startsWith('/')
    ? env.XDG_CONFIG_HOME
    : join(env.HOME ?? homedir(), '.config');
  return join(base, 'netdrill', 'config.yaml');
}

/** How the app looks and which keys it has. */
export interface Settings {
  theme: ThemeName;
  lang?: 'en' | 'zh';
  keymap?: Keymap;
}

/**
 * The settings of a sitting: the command line comes first, then NO_COLOR, then the configuration file. What reads YAML is loaded
 * only where there is a file.
 */
export async function readSettings(
  invocation: Invocation,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Settings> {
  const { options } = invocation;
  const named = options.get('theme');
  if (named !== undefined && !THEME_NAMES.some((name) => name === named))
    throw new UsageError(`netdrill: --theme wants ${THEME_NAMES.join(', ')}, not '${named}'`);
  // no-color.org: any value but the empty one, and what the person asks for on the command line overrules it.
  const plain = env.NO_COLOR ? 'no-colour' : undefined;
  const chosen = named as ThemeName | undefined;
  const file = options.get('config') ?? configFile(env);
  if (!existsSync(file)) {
    if (options.has('config'))
      throw new UsageError(`netdrill: ${file}: no such file. Name one that exists, or leave --config out.`);
    return { theme: chosen ?? plain ?? 'dark' };
  }
  const { ConfigError, keyChanges, parseConfig } = await import('./read.ts');
  try {
    const config = parseConfig(file, readFileSync(file, 'utf8'));
    const changes = keyChanges(config);
    return {
      theme: chosen ?? plain ?? config.theme ?? 'dark',
      lang: config.lang,
      keymap: changes && keymapWith(changes),
    };
  } catch (error) {
    if (error instanceof ConfigError || (error as NodeJS.ErrnoException).code !== undefined)
      throw new UsageError((error as Error).message);
    throw error;
  }
}
