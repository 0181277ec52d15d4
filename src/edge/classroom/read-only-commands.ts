import { titleOf } from '../../app/trainer/index.ts';
import { drillRows } from '../terminal/index.ts';
import type { Classroom } from './classroom.ts';
import type { Member } from './people.ts';
import { type Lang, SESSION_WORDS } from './words.ts';

/** What a command prints, and its exit status. */
interface Answer {
  stdout: string;
  stderr: string;
  status: number;
}

/** The commands that a client may have carried out: they read, and write nothing. */
export async function answerCommand(
  command: string,
  classroom: Classroom,
  member: Member,
  lang: Lang,
): Promise<Answer> {
  const words = command.trim().split(/\s+/);
  const [verb, ...others] = words.filter((word) => word !== '--json');
  if (others.length > 0 || (verb !== 'list' && verb !== 'score'))
    return { stdout: '', stderr: `${SESSION_WORDS.noCommand[lang]}\n`, status: 127 };
  const { scenarios, store } = await classroom.shelf(member);
  const drills = drillRows(scenarios, store);
  const rows =
    verb === 'list'
      ? drills.map((drill) => ({ drill: drill.id, title: titleOf(drill, lang) }))
      : drills.flatMap(({ id, best, solved }) =>
          best === undefined ? [] : [{ drill: id, score: best, solved }],
        );
  const stdout = words.includes('--json')
    ? `${JSON.stringify(rows, null, 2)}\n`
    : rows.map((row) => `${Object.values(row).map(String).join('\t')}\n`).join('');
  return { stdout, stderr: '', status: 0 };
}
