import { loadVerbs, optionsOf, type VerbSpec } from '../../src/edge/cli/index.ts';

/** `netdrill.1`: a manual page (groff_man(7)) from the same table as `--help`. */
export async function manPage(): Promise<string> {
  const specs = (await loadVerbs()).map(({ spec }) => spec);
  return `.\\" Written by \`npm run gen\` from the verbs of src/edge/cli.
.TH NETDRILL 1
.SH NAME
netdrill \\- terminal trainer for container\\-network troubleshooting
.SH SYNOPSIS
.B netdrill
.RI [ VERB ]
.RI [ OPTIONS ]
.SH DESCRIPTION
Without a verb it opens the browser of drills, full screen.
.SH VERBS
${specs.map(verb).join('')}.SH FILES
.TP
.I $XDG_CONFIG_HOME/netdrill/config.yaml
theme, language and keys
.TP
.I $XDG_DATA_HOME/netdrill
progress and sessions
.SH ENVIRONMENT
.TP
.B NO_COLOR
no colours, whatever its value is
.TP
.B NETDRILL_ASCII
no characters beyond ASCII
.SH EXIT STATUS
0 fine; 1 the checked thing failed; 2 wrong usage; 125 from exec: not modelled. Otherwise exec ends as the tool would.
`;
}

function verb(spec: VerbSpec): string {
  const options = optionsOf(spec).map(
    (o) =>
      `.RS\n.TP\n.B \\-\\-${escaped(o.name)}${o.value === undefined ? '' : ` ${escaped(o.value)}`}\n${escaped(o.summary)}\n.RE\n`,
  );
  return `.SS netdrill ${escaped(`${spec.name} ${spec.operands}`.trimEnd())}\n${escaped(spec.summary)}\n${options.join('')}`;
}

/** A hyphen is a minus sign, and a line may not begin with a request. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
