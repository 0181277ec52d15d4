import { writeFileSync } from 'node:fs';
import packageJson from '../../../../package.json' with { type: 'json' };
import { THEME_NAMES } from '../../../app/trainer/index.ts';
import type { Invocation } from '../arguments.ts';
import { language } from '../arguments.ts';
import { storeOption } from '../class-store.ts';
import { readSettings } from '../config/find.ts';
import { isAscii, languageOf } from '../locale.ts';
import { readPacks } from '../packs.ts';
import { type ReplaySource, replaySource } from '../replay-source.ts';
import { UsageError } from '../usage-error.ts';
import type { Output, Verb } from './verb.ts';

/** `netdrill replay FILE`: plays a recorded session, or exports it. */
export const replay: Verb = {
  spec: {
    name: 'replay',
    operands: '[FILE|DRILL]',
    summary: 'Play a recorded session, full screen; or export it as an asciinema cast.',
    options: [
      storeOption,
      { name: 'attempt', value: 'ID', summary: 'with --store: the attempt to play' },
      {
        name: 'teacher',
        summary: 'with --store: what an exam came to, although its results are not released',
      },
      { name: 'cast', value: 'FILE', summary: 'write an asciinema cast (version 2) instead of playing' },
      {
        name: 'size',
        value: 'COLUMNSxROWS|recorded',
        summary: "with --cast: size of the window (120x40), or the learner's own",
      },
      { name: 'theme', value: THEME_NAMES.join('|'), summary: 'colours' },
      { name: 'config', value: 'FILE', summary: 'configuration instead of ~/.config/netdrill/config.yaml' },
    ],
  },
  async run(invocation, output) {
    const { options } = invocation;
    const packs = await readPacks(options.get('scenarios'));
    const source = await replaySource(invocation, packs, packageJson.version);
    const cast = options.get('cast');
    if (cast !== undefined) return await writeCast(invocation, source, cast, output);
    if (options.has('size'))
      throw new UsageError('netdrill replay: --size is for --cast; a terminal has its own size');
    if (options.has('json')) {
      const { replayReport } = await import('../replay-report.ts');
      output.stdout(`${JSON.stringify(replayReport(source), null, 2)}\n`);
      return 0;
    }
    if (!process.stdin.isTTY || !process.stdout.isTTY)
      throw new UsageError('netdrill replay: this is no terminal. Give it --json, or --cast FILE for a cast');
    const settings = await readSettings(invocation);
    const { runReplay } = await import('../app/replay-screen.ts');
    return await runReplay({
      source,
      lang: language(invocation, settings.lang ?? languageOf(process.env)),
      ascii: isAscii(process.env),
      theme: settings.theme,
      keymap: settings.keymap,
    });
  },
};

async function writeCast(
  invocation: Invocation,
  source: ReplaySource,
  file: string,
  output: Output,
): Promise<number> {
  const size = sizeOf(invocation.options.get('size') ?? '120x40');
  const theme = THEME_NAMES.find((name) => name === (invocation.options.get('theme') ?? 'dark'));
  if (!theme) throw new UsageError(`netdrill replay: --theme wants ${THEME_NAMES.join(', ')}`);
  // Ink reads the colour depth when it is imported: sixteen colours whatever the terminal is.
  process.env.FORCE_COLOR = '1';
  delete process.env.NO_COLOR;
  const { replayCast } = await import('../app/replay-cast.tsx');
  const { cast } = await replayCast({ source, lang: language(invocation), theme, size });
  try {
    writeFileSync(file, cast);
  } catch (error) {
    throw new UsageError(`netdrill replay: ${(error as Error).message}`);
  }
  output.stdout(`${file}: ${cast.split('\n').length - 2} events. Play it with: asciinema play ${file}\n`);
  return 0;
}

function sizeOf(text: string): { columns: number; rows: number } | 'recorded' {
  if (text === 'recorded') return text;
  const match = /^(\d{2,3})x(\d{2,3})$/.exec(text);
  if (!match)
    throw new UsageError(
      `netdrill replay: --size wants COLUMNSxROWS such as 80x24, or recorded, not '${text}'`,
    );
  return { columns: Number(match[1]), rows: Number(match[2]) };
}
