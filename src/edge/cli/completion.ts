import { optionsOf, type VerbSpec } from './arguments.ts';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type ShellName = (typeof SHELLS)[number];

/** Values an option or an operand is one of, as its placeholder names them: `en|zh`. */
function choices(placeholder: string | undefined): string[] {
  return placeholder && /^[a-z-]+(\|[a-z-]+)+$/.test(placeholder) ? placeholder.split('|') : [];
}

/** Words that may follow a verb: its options, and the values of its operand where they are known. */
function wordsOf(spec: VerbSpec): string[] {
  return [...optionsOf(spec).map(({ name }) => `--${name}`), '--help', ...choices(spec.operands)];
}

const takesScenario = (spec: VerbSpec) => /SCENARIO/.test(spec.operands);

/** A completion script, from the same table as `--help`. Ids of scenarios are asked of `netdrill list` when they are needed. */
export function completionScript(shell: ShellName, specs: readonly VerbSpec[]): string {
  switch (shell) {
    case 'bash':
      return bash(specs);
    case 'zsh':
      return `#compdef netdrill\nautoload -U +X bashcompinit && bashcompinit\n${bash(specs)}`;
    case 'fish':
      return fish(specs);
  }
}

function bash(specs: readonly VerbSpec[]): string {
  const values = new Map(
    specs.flatMap((spec) => optionsOf(spec).map((o) => [o.name, choices(o.value)] as const)),
  );
  return `_netdrill() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]} words=
  COMPREPLY=()
  case $before in
${[...values]
  .filter(([, all]) => all.length > 0)
  .map(([name, all]) => `    --${name}) COMPREPLY=($(compgen -W '${all.join(' ')}' -- "$word")); return ;;`)
  .join('\n')}
    --scenarios|--config|--pcap|--junit) COMPREPLY=($(compgen -f -- "$word")); return ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${specs.map(({ name }) => name).join(' ')} --help --version' -- "$word"))
    return
  fi
  case $verb in
${specs.map((spec) => `    ${spec.name}) words='${wordsOf(spec).join(' ')}'${takesScenario(spec) ? ' scenarios=1' : ' scenarios='} ;;`).join('\n')}
  esac
  [ -n "$scenarios" ] && [ "\${word#-}" = "$word" ] && words="$words $(netdrill list 2>/dev/null | cut -d ' ' -f 1)"
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _netdrill netdrill
`;
}

function fish(specs: readonly VerbSpec[]): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "\\'")}'`;
  const verbs = specs.map(
    ({ name, summary }) =>
      `complete -c netdrill -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  );
  const rest = specs.flatMap((spec) => {
    const seen = `-n '__fish_seen_subcommand_from ${spec.name}'`;
    return [
      ...optionsOf(spec).map((o) => {
        const all = choices(o.value);
        const value = o.value === undefined ? '' : all.length > 0 ? ` -x -a ${quoted(all.join(' '))}` : ' -r';
        return `complete -c netdrill ${seen} -l ${o.name}${value} -d ${quoted(o.summary)}`;
      }),
      ...(choices(spec.operands).length > 0
        ? [`complete -c netdrill ${seen} -f -a ${quoted(choices(spec.operands).join(' '))}`]
        : []),
      ...(takesScenario(spec)
        ? [`complete -c netdrill ${seen} -f -a "(netdrill list 2>/dev/null | string split -f 1 ' ')"`]
        : []),
    ];
  });
  return `${[...verbs, ...rest].join('\n')}\n`;
}
