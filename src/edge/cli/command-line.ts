import { parseWords, verbHelp } from './arguments.ts';
import { UsageError } from './usage-error.ts';
import { loadVerbs, lookupVerb } from './verbs/index.ts';
import type { Output } from './verbs/verb.ts';

/** What the command line is run with. */
export interface CommandLine {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  /** Version of the program, as `--version` prints it. */
  readonly version: string;
}

async function usage(): Promise<string> {
  const rows = (await loadVerbs()).map(({ spec }) => `  ${spec.name.padEnd(10)} ${spec.summary}`);
  return `Usage: netdrill [VERB] [OPTIONS]

A terminal trainer for container-network troubleshooting.
Without a verb it opens the browser of drills, full screen.

${rows.join('\n')}

  -h, --help       show this text; 'netdrill VERB --help' shows a verb's
  -V, --version    show the version
`;
}

/** Runs one command line; the exit code: 0 fine, 1 the checked thing failed, 2 wrong usage or bad input. */
export async function runCommandLine({ args, version }: CommandLine, output: Output): Promise<number> {
  const [first, ...rest] = args;
  if (first === '--help' || first === '-h') {
    output.stdout(await usage());
    return 0;
  }
  if (first === '--version' || first === '-V') {
    output.stdout(`netdrill ${version}\n`);
    return 0;
  }
  try {
    // 'netdrill --lang zh' is the browser with an option.
    const unnamed = first === undefined || first.startsWith('-');
    const name = unnamed ? 'browse' : first;
    const verb = await lookupVerb(name);
    if (!verb)
      throw new UsageError(`netdrill: unknown verb '${name}'; 'netdrill --help' lists what there is`);
    const given = unnamed ? args : rest;
    const words = given.includes('--') ? given.slice(0, given.indexOf('--')) : given;
    if (words.includes('--help')) {
      output.stdout(verbHelp(verb.spec));
      return 0;
    }
    return await verb.run(parseWords(verb.spec, given), output);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.stderr(`${error.message}\n`);
    return 2;
  }
}
