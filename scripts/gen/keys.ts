import { type Binding, bindings, LEADER, leaderKeys } from '../../src/app/trainer/index.ts';
import { cell, code, codes, page, table } from './markdown.ts';

/** `keys.md`: what each key does on each screen, in both languages, and what it does after the leader. */
export function keysPage(): string {
  return page('Keys', 'the bindings of `src/app/trainer`', [
    'Keys are named as tmux names them: `C-` is Ctrl, `BTab` is Shift-Tab. What the footer of a screen shows is marked; ' +
      '`F1` lists the rest.',
    ...screens().flatMap((screen) => [
      `## ${screen}`,
      table(
        ['key', 'command', 'English', '中文', 'footer'],
        bindings.filter((binding) => binding.screens.includes(screen)).map(bindingRow),
      ),
    ]),
    `## After ${LEADER}`,
    `In the workspace every other key goes to the shell, to its line editor or to the program that runs. ${code(LEADER)} and then ` +
      'one of these reaches everything, where function keys do not arrive too.',
    table(
      ['second key', 'command', 'English', '中文'],
      Object.entries(leaderKeys).map(([key, command]) => {
        const label = bindings.find((binding) => binding.command === command)?.label;
        return [code(key), code(command), cell(label?.en ?? ''), cell(label?.zh ?? '')];
      }),
    ),
    "The line editor answers many of readline's keys. They are not declared as data, so this page does not list them.",
  ]);
}

function bindingRow(binding: Binding): string[] {
  const { keys, command, label, quiet } = binding;
  return [codes(keys), code(command), cell(label.en), cell(label.zh), quiet ? '' : 'yes'];
}

/** Screens that have keys, in the order of the binding that most of them share. */
function screens(): Binding['screens'] {
  const widest = bindings.toSorted((a, b) => b.screens.length - a.screens.length);
  return [...new Set(widest.flatMap((binding) => binding.screens))];
}
