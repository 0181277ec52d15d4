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
export function answerCommand(command: string, classroom: Classroom, member: Member, lang: Lang): Answer {
  const words = command.trim().split(/\s+/);
  const json = words.includes('--json');
  const [verb, ...others] = words.filter((word) => word !== '--json');
  const known = others.length === 0 && (verb === 'list' || verb === 'score');
  const rows = known
    ? verb === 'list'
      ? listed(classroom, member, lang)
      : scored(classroom, member)
    : undefined;
  if (!rows) return { stdout: '', stderr: `${SESSION_WORDS.noCommand[lang]}\n`, status: 127 };
  const stdout = json
    ? `${JSON.stringify(rows, null, 2)}\n`
    : rows.map((row) => `${Object.values(row).map(String).join('\t')}\n`).join('');
  return { stdout, stderr: '', status: 0 };
}

function listed(classroom: Classroom, member: Member, lang: Lang) {
  const { scenarios, store } = classroom.shelf(member);
  return drillRows(scenarios, store).map((drill) => ({ drill: drill.id, title: titleOf(drill, lang) }));
}

function scored(classroom: Classroom, member: Member) {
  const { scenarios, store } = classroom.shelf(member);
  return drillRows(scenarios, store)
    .filter(({ best }) => best !== undefined)
    .map(({ id, best, solved }) => ({ drill: id, score: best, solved }));
}
