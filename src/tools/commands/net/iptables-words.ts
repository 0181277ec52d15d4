import { iptablesVersion, type ToolEra } from '../../../machine/formats/index.ts';
import { Refusal } from './refusal.ts';

/** How a tool of the family names itself in its complaints. */
export interface ToolName {
  program: string;
  era: ToolEra;
  backend: 'legacy' | 'nft';
}

/** xtables_error with PARAMETER_PROBLEM: the message, then where to find help. Exit 2. */
export function parameterProblem(tool: ToolName, message: string, line?: number): Refusal {
  const where = line === undefined ? '' : `Error occurred at line: ${line}\n`;
  return new Refusal(
    `${tool.program} ${iptablesVersion(tool.era, tool.backend)}: ${message}\n${where}Try \`${tool.program} -h' or '${tool.program} --help' for more information.\n`,
    2,
  );
}

/** One word of a command line: an option with its argument still to come, or a plain word. */
export class RuleWords {
  private readonly words: readonly string[];
  private at = 0;
  readonly tool: ToolName;
  readonly line?: number;
  constructor(words: readonly string[], tool: ToolName, line?: number) {
    this.words = words;
    this.tool = tool;
    this.line = line;
  }

  get done(): boolean {
    return this.at >= this.words.length;
  }

  peek(): string | undefined {
    return this.words[this.at];
  }

  next(): string {
    return this.words[this.at++];
  }

  /** The argument of an option. */
  argument(option: string): string {
    if (this.done) throw this.problem(`option "${option}" requires an argument`);
    return this.next();
  }

  /** The argument of an option that may go without: taken unless it looks like an option. */
  optional(): string | undefined {
    const word = this.peek();
    if (word === undefined || word.startsWith('-') || word === '!') return undefined;
    return this.next();
  }

  problem(message: string): Refusal {
    return parameterProblem(this.tool, message, this.line);
  }
}

/** Splits bundles of short options (`-nvL`) as getopt does, so that every option is a word of its own. */
export function splitBundles(words: readonly string[]): string[] {
  const out: string[] = [];
  const takesArgument = 'ACDRINXPEFZLStopsdijmgcwW';
  for (const word of words) {
    if (!/^-[A-Za-z0-9]{2,}$/.test(word)) {
      out.push(word);
      continue;
    }
    for (let i = 1; i < word.length; i++) {
      out.push(`-${word[i]}`);
      if (takesArgument.includes(word[i]) && i + 1 < word.length) {
        out.push(word.slice(i + 1));
        break;
      }
    }
  }
  return out;
}
