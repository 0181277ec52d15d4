import { existsSync, statSync } from 'node:fs';
import { boardLines, boardOf } from '../../../app/board/index.ts';
import type { Invocation } from '../arguments.ts';
import { language } from '../arguments.ts';
import {
  boardDrills,
  type DataFolder,
  filesDigest,
  folderOwner,
  ownName,
  readPlayer,
} from '../app/board-facts.ts';
import { dataDirectory } from '../../logs/index.ts';
import { readSettings } from '../config/find.ts';
import { isAscii, languageOf } from '../locale.ts';
import { readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import type { Verb } from './verb.ts';

/** `netdrill board [FOLDER...]`: who plays what on this machine, how far drills got, which causes are missed. */
export const board: Verb = {
  spec: {
    name: 'board',
    operands: '[FOLDER...]',
    summary: 'Who plays what on this machine, progress over drills, causes missed.',
    options: [{ name: 'plain', summary: 'lines instead of a screen, as on a pipe' }],
  },
  async run(invocation, output) {
    const folders = foldersOf(invocation);
    const { entries, problems: broken } = await readPacks(invocation.options.get('scenarios'));
    const drills = boardDrills(entries);
    const read = () => {
      const problems = [...broken];
      return { players: folders.map((folder) => readPlayer(folder, problems)), problems };
    };
    const lines = ['json', 'plain'].some((name) => invocation.options.has(name));
    if (lines || !canDraw()) {
      const { players, problems } = read();
      const now = boardOf(drills, players, Date.now());
      if (invocation.options.has('json')) output.stdout(`${JSON.stringify(now, null, 2)}\n`);
      else output.stdout(`${boardLines(now, language(invocation)).join('\n')}\n`);
      for (const problem of problems) output.stderr(`${problem}\n`);
      return problems.length > 0 ? 1 : 0;
    }
    const settings = await readSettings(invocation);
    const { runBoard } = await import('../app/board-screen.ts');
    let seen = filesDigest(folders);
    let last = read();
    return await runBoard({
      lang: language(invocation, settings.lang ?? languageOf(process.env)),
      ascii: isAscii(process.env),
      colour: settings.theme !== 'no-colour',
      look(anew) {
        const digest = filesDigest(folders);
        if (anew || digest !== seen) last = read();
        seen = digest;
        return { board: boardOf(drills, last.players, Date.now()), problems: last.problems };
      },
    });
  },
};

/** Whether there is a terminal that can move its cursor, as that of an editor's shell window (dumb) cannot. */
function canDraw(): boolean {
  return process.stdin.isTTY && process.stdout.isTTY && process.env.TERM !== 'dumb';
}

/** Data folders to look at: the person's own, or those that are named. */
function foldersOf({ operands }: Invocation): DataFolder[] {
  for (const directory of operands)
    if (!existsSync(directory) || !statSync(directory).isDirectory())
      throw new UsageError(
        `netdrill board: ${directory}: no such folder. Name data folders of players, such as ~/.local/share/netdrill`,
      );
  if (operands.length > 0) return operands.map((directory) => ({ directory, name: folderOwner(directory) }));
  return [{ directory: dataDirectory(), name: ownName(process.env) }];
}
