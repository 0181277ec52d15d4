import { AwkSyntaxError, type AwkToken, AwkUnmodelled } from './awk-syntax.ts';

/** A place in a list of tokens. */
export class AwkCursor {
  private readonly tokens: readonly AwkToken[];
  protected at = 0;

  constructor(tokens: readonly AwkToken[]) {
    this.tokens = tokens;
  }

  protected peek(ahead = 0): AwkToken {
    return this.tokens[Math.min(this.at + ahead, this.tokens.length - 1)]!;
  }

  protected next(): AwkToken {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  protected is(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return (token.kind === 'operator' || token.kind === 'keyword') && token.text === text;
  }

  protected take(text: string): boolean {
    if (!this.is(text)) return false;
    this.at += 1;
    return true;
  }

  protected expect(text: string): void {
    if (this.take(text)) return;
    if (this.is('|')) throw new AwkUnmodelled('command | getline');
    const found = this.peek();
    throw new AwkSyntaxError(
      found.kind === 'end'
        ? 'unexpected end of program'
        : `syntax error at or near ${found.kind === 'newline' ? 'end of line' : found.text}`,
    );
  }

  protected skipNewlines(): void {
    while (this.peek().kind === 'newline') this.at += 1;
  }

  protected skipEnds(): void {
    while (this.peek().kind === 'newline' || this.is(';')) this.at += 1;
  }
}
