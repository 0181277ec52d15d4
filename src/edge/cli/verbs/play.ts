import { THEME_NAMES } from '../../../app/trainer/index.ts';
import packageJson from '../../../../package.json' with { type: 'json' };
import type { Invocation } from '../arguments.ts';
import { language, wholeNumber } from '../arguments.ts';
import { readSettings } from '../config/find.ts';
import { isAscii, languageOf } from '../locale.ts';
import { readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import type { Output, Verb } from './verb.ts';

async function open(
  invocation: Invocation,
  output: Output,
  scenario: string | undefined,
  tour = false,
): Promise<number> {
  const plain = invocation.options.has('plain');
  if (!plain && (!process.stdin.isTTY || !process.stdout.isTTY)) {
    output.stderr(
      "netdrill: this is no terminal. Run it in one, give it --plain, or use the headless verbs: 'netdrill run SCENARIO FILE', 'netdrill screen', 'netdrill --help'.\n",
    );
    return 2;
  }
  const settings = await readSettings(invocation);
  const lang = language(invocation, settings.lang ?? languageOf(process.env));
  const { entries, problems } = await readPacks(invocation.options.get('scenarios'));
  const options = {
    entries,
    problems,
    lang,
    version: packageJson.version,
    seed: wholeNumber(invocation, 'seed'),
    open: scenario,
    tour,
    ascii: isAscii(process.env),
    theme: settings.theme,
    keymap: settings.keymap,
  };
  if (plain) return await (await import('../app/plain-screen.ts')).runPlain(options);
  // Raw mode comes before the slow imports, so that type-ahead is not echoed over the screen.
  process.stdin.setRawMode(true);
  const { runFullScreen } = await import('../app/full-screen.ts');
  return await runFullScreen(options);
}

const APP_OPTIONS = [
  { name: 'plain', summary: 'lines only, for screen readers and pipes: nothing is drawn' },
  { name: 'theme', value: THEME_NAMES.join('|'), summary: 'colours' },
  { name: 'config', value: 'FILE', summary: 'configuration instead of ~/.config/netdrill/config.yaml' },
];

/** `netdrill` without a verb. */
export const browse: Verb = {
  spec: {
    name: 'browse',
    operands: '',
    summary: 'Open the browser of drills, full screen (the default).',
    options: APP_OPTIONS,
    fullScreen: true,
  },
  run: (invocation, output) => open(invocation, output, undefined),
};

/** `netdrill play SCENARIO|FAMILY`. */
export const play: Verb = {
  spec: {
    name: 'play',
    operands: 'SCENARIO|FAMILY',
    summary: 'Open one drill, full screen.',
    options: APP_OPTIONS,
    fullScreen: true,
  },
  run(invocation, output) {
    const name = invocation.operands[0];
    if (name === undefined)
      throw new UsageError("netdrill play: name a scenario or a family; 'netdrill list' shows them");
    return open(invocation, output, name);
  },
};

/** `netdrill tour`. */
export const tour: Verb = {
  spec: {
    name: 'tour',
    operands: '',
    summary: 'Be shown around in three minutes, in a network where nothing is broken.',
    options: APP_OPTIONS,
    fullScreen: true,
  },
  run: (invocation, output) => open(invocation, output, undefined, true),
};
