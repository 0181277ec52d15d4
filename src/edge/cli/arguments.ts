/** What the command line is run with. */
export interface CommandLine {
  /** Arguments after the program's name. */
  readonly args: readonly string[];
  /** Version of the program, as `--version` prints it. */
  readonly version: string;
}

/** Where a command line's answer goes. */
export interface Output {
  stdout(text: string): void;
  stderr(text: string): void;
}

const usage = `Usage: netdrill [--help | --version]

A terminal trainer for container-network troubleshooting.

  -h, --help       show this text
  -V, --version    show the version
`;

/** Runs one command line and returns its exit code: 0 fine, 2 wrong usage. */
export function runCommandLine({ args, version }: CommandLine, output: Output): number {
  const first = args[0];
  if (first === undefined || first === '--help' || first === '-h') {
    output.stdout(usage);
    return 0;
  }
  if (first === '--version' || first === '-V') {
    output.stdout(`netdrill ${version}\n`);
    return 0;
  }
  const kind = first.startsWith('-') ? 'option' : 'command';
  output.stderr(`netdrill: unknown ${kind} '${first}'; 'netdrill --help' lists what there is\n`);
  return 2;
}
