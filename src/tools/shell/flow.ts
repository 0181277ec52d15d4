/** `break` and `continue`: leaves `levels` loops. */
export class LoopJump extends Error {
  readonly kind: 'break' | 'continue';
  levels: number;

  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

/** `return` from a function or a sourced file. */
export class FunctionReturn extends Error {
  readonly status: number;

  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

/** `exit`, and whatever else ends the shell process. */
export class ShellExit extends Error {
  readonly status: number;

  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}

/** Gives up the whole line that runs (an interactive shell goes back to its prompt, others end): bad expansions, ^C. */
export class LineAbort extends Error {
  readonly status: number;
  /** Text after the shell's prefix, or null where it was said already. */
  readonly text: string | null;
  /** True where even a non-interactive shell goes on with the next line (a failed glob, an arithmetic error). */
  readonly mild: boolean;

  constructor(status: number, text: string | null, mild = false) {
    super(text ?? 'abort');
    this.status = status;
    this.text = text;
    this.mild = mild;
  }
}
