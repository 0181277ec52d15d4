import { AwkCursor } from './awk-cursor.ts';
import {
  type AwkProgram,
  AwkSyntaxError,
  type AwkToken,
  AwkUnmodelled,
  type Expression,
  readAwkTokens,
  type Rule,
  type Statement,
} from './awk-syntax.ts';

/** Parses an awk program. Throws `AwkSyntaxError` or `AwkUnmodelled`. */
export function parseAwk(source: string): AwkProgram {
  return new AwkParser(readAwkTokens(source)).program();
}

const comparisons = ['<', '<=', '==', '!=', '>', '>='];

class AwkParser extends AwkCursor {
  /** `>` writes to a file there, and is no comparison. */
  private inPrint = false;
  /** `in` belongs to the loop's head there. */
  private noIn = false;

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions = new Map<string, { parameters: string[]; body: Statement }>();
    this.skipEnds();
    while (this.peek().kind !== 'end') {
      if (this.take('function')) {
        const name = this.next().text;
        this.expect('(');
        const parameters: string[] = [];
        while (!this.take(')')) {
          parameters.push(this.next().text);
          this.take(',');
          this.skipNewlines();
        }
        this.skipNewlines();
        functions.set(name, { parameters, body: this.block() });
      } else rules.push(this.rule());
      this.skipEnds();
    }
    return { rules, functions };
  }

  private rule(): Rule {
    if (this.is('BEGIN') || this.is('END')) {
      const when = this.next().text as 'BEGIN' | 'END';
      return { when, pattern: null, until: null, action: this.block() };
    }
    if (this.is('{')) return { when: 'record', pattern: null, until: null, action: this.block() };
    const pattern = this.expression();
    let until: Expression | null = null;
    if (this.take(',')) {
      this.skipNewlines();
      until = this.expression();
    }
    return { when: 'record', pattern, until, action: this.is('{') ? this.block() : null };
  }

  private block(): Statement {
    this.expect('{');
    const body: Statement[] = [];
    this.skipEnds();
    while (!this.take('}')) {
      if (this.peek().kind === 'end') this.expect('}');
      body.push(this.statement());
      this.skipEnds();
    }
    return { kind: 'block', body };
  }

  /** The statement after `if (...)` and the like, which may be empty or on the next line. */
  private bodyStatement(): Statement {
    this.skipNewlines();
    if (this.take(';')) return { kind: 'block', body: [] };
    return this.statement();
  }

  private statement(): Statement {
    if (this.is('{')) return this.block();
    if (this.take('if')) return this.ifStatement();
    if (this.take('while')) {
      this.expect('(');
      const test = this.expression();
      this.expect(')');
      return { kind: 'while', test, body: this.bodyStatement(), after: false };
    }
    if (this.take('do')) {
      const body = this.bodyStatement();
      this.skipEnds();
      this.expect('while');
      this.expect('(');
      const test = this.expression();
      this.expect(')');
      return { kind: 'while', test, body, after: true };
    }
    if (this.take('for')) return this.forStatement();
    const simple = this.simpleStatement();
    if (!this.is('}') && this.peek().kind !== 'end' && this.peek().kind !== 'newline') this.expect(';');
    return simple;
  }

  private ifStatement(): Statement {
    this.expect('(');
    const test = this.expression();
    this.expect(')');
    const yes = this.bodyStatement();
    const mark = this.at;
    this.skipEnds();
    if (this.take('else')) return { kind: 'if', test, yes, no: this.bodyStatement() };
    this.at = mark;
    return { kind: 'if', test, yes, no: null };
  }

  private forStatement(): Statement {
    this.expect('(');
    if (this.peek().kind === 'name' && this.is('in', 1) && this.peek(2).kind === 'name' && this.is(')', 3)) {
      const name = this.next().text;
      this.next();
      const array = this.next().text;
      this.expect(')');
      return { kind: 'each', name, array, body: this.bodyStatement() };
    }
    const init = this.is(';') ? null : this.simpleStatement();
    this.expect(';');
    this.skipNewlines();
    const test = this.is(';') ? null : this.expression();
    this.expect(';');
    this.skipNewlines();
    const update = this.is(')') ? null : this.simpleStatement();
    this.expect(')');
    return { kind: 'for', init, test, update, body: this.bodyStatement() };
  }

  private simpleStatement(): Statement {
    for (const jump of ['break', 'continue', 'next', 'nextfile'] as const)
      if (this.take(jump)) return { kind: 'jump', jump };
    for (const kind of ['exit', 'return'] as const) {
      if (this.take(kind)) return { kind, value: this.endsStatement() ? null : this.expression() };
    }
    if (this.take('delete')) {
      const array = this.next().text;
      return { kind: 'delete', array, subscripts: this.take('[') ? this.listUntil(']') : null };
    }
    if (this.is('print') || this.is('printf')) return this.printStatement();
    return { kind: 'expression', value: this.expression() };
  }

  private endsStatement(): boolean {
    return this.is(';') || this.is('}') || this.peek().kind === 'newline' || this.peek().kind === 'end';
  }

  private printStatement(): Statement {
    const formatted = this.next().text === 'printf';
    let args: Expression[] = [];
    this.inPrint = true;
    if (!this.endsStatement() && !this.is('>') && !this.is('>>') && !this.is('|')) {
      const mark = this.at;
      if (this.take('(')) {
        this.inPrint = false;
        args = this.listUntil(')');
        this.inPrint = true;
        if (!this.endsStatement() && !this.is('>') && !this.is('>>') && !this.is('|')) {
          this.at = mark;
          args = this.list();
        }
      } else args = this.list();
    }
    this.inPrint = false;
    if (this.is('|')) throw new AwkUnmodelled('print | command');
    const append = this.is('>>');
    const target = this.take('>') || this.take('>>') ? this.concatenation() : null;
    return { kind: 'print', args, formatted, target, append };
  }

  private list(): Expression[] {
    const out = [this.expression()];
    while (this.take(',')) {
      this.skipNewlines();
      out.push(this.expression());
    }
    return out;
  }

  private listUntil(close: string): Expression[] {
    const { inPrint, noIn } = this;
    this.inPrint = false;
    this.noIn = false;
    this.skipNewlines();
    const out = this.is(close) ? [] : this.list();
    this.skipNewlines();
    this.expect(close);
    this.inPrint = inPrint;
    this.noIn = noIn;
    return out;
  }

  private expression(): Expression {
    const left = this.ternary();
    const token = this.peek();
    if (token.kind !== 'operator' || !/^([-+*/%^])?=$/.test(token.text)) return left;
    if (left.kind !== 'name' && left.kind !== 'field' && left.kind !== 'element') return left;
    this.next();
    this.skipNewlines();
    return { kind: 'assign', operator: token.text.slice(0, -1), target: left, value: this.expression() };
  }

  private ternary(): Expression {
    const test = this.or();
    if (!this.take('?')) return test;
    this.skipNewlines();
    const yes = this.expression();
    this.skipNewlines();
    this.expect(':');
    this.skipNewlines();
    return { kind: 'ternary', test, yes, no: this.expression() };
  }

  private or(): Expression {
    let left = this.and();
    while (this.take('||')) {
      this.skipNewlines();
      left = { kind: 'binary', operator: '||', left, right: this.and() };
    }
    return left;
  }

  private and(): Expression {
    let left = this.membership();
    while (this.take('&&')) {
      this.skipNewlines();
      left = { kind: 'binary', operator: '&&', left, right: this.membership() };
    }
    return left;
  }

  private membership(): Expression {
    let left = this.matching();
    while (!this.noIn && this.take('in')) left = { kind: 'in', subscripts: [left], array: this.next().text };
    return left;
  }

  private matching(): Expression {
    let left = this.comparison();
    while (this.is('~') || this.is('!~')) {
      const negated = this.next().text === '!~';
      left = { kind: 'match', negated, text: left, pattern: this.comparison() };
    }
    return left;
  }

  private comparison(): Expression {
    const left = this.concatenation();
    const token = this.peek();
    if (
      token.kind !== 'operator' ||
      !comparisons.includes(token.text) ||
      (token.text === '>' && this.inPrint)
    )
      return left;
    this.next();
    return { kind: 'binary', operator: token.text, left, right: this.concatenation() };
  }

  private concatenation(): Expression {
    let left = this.additive();
    while (this.beginsOperand()) left = { kind: 'binary', operator: ' ', left, right: this.additive() };
    return left;
  }

  private beginsOperand(): boolean {
    const token = this.peek();
    if (token.kind === 'operator') return ['$', '!', '(', '-', '+', '++', '--'].includes(token.text);
    if (token.kind === 'keyword' && token.text === 'getline') throw new AwkUnmodelled('getline');
    return (
      token.kind === 'number' ||
      token.kind === 'string' ||
      token.kind === 'regex' ||
      token.kind === 'name' ||
      token.kind === 'call'
    );
  }

  private additive(): Expression {
    let left = this.product();
    while (this.is('+') || this.is('-')) {
      const operator = this.next().text;
      left = { kind: 'binary', operator, left, right: this.product() };
    }
    return left;
  }

  private product(): Expression {
    let left = this.unary();
    while (this.is('*') || this.is('/') || this.is('%')) {
      const operator = this.next().text;
      left = { kind: 'binary', operator, left, right: this.unary() };
    }
    return left;
  }

  private unary(): Expression {
    if (this.is('!') || this.is('-') || this.is('+')) {
      const operator = this.next().text;
      return { kind: 'unary', operator, operand: this.unary() };
    }
    return this.power();
  }

  private power(): Expression {
    const left = this.postfix();
    if (!this.take('^')) return left;
    return {
      kind: 'binary',
      operator: '^',
      left,
      right: this.is('-') || this.is('!') || this.is('+') ? this.unary() : this.power(),
    };
  }

  private postfix(): Expression {
    if (this.is('++') || this.is('--')) {
      const delta = this.next().text === '++' ? 1 : -1;
      return { kind: 'step', delta, prefix: true, target: this.postfix() };
    }
    const target = this.primary();
    const assignable = target.kind === 'name' || target.kind === 'field' || target.kind === 'element';
    if (!assignable || (!this.is('++') && !this.is('--'))) return target;
    return { kind: 'step', delta: this.next().text === '++' ? 1 : -1, prefix: false, target };
  }

  private primary(): Expression {
    const token = this.next();
    switch (token.kind) {
      case 'number':
        return { kind: 'number', value: Number(token.text) };
      case 'string':
        return { kind: 'string', value: token.text };
      case 'regex':
        return { kind: 'regex', source: token.text };
      case 'call':
        this.expect('(');
        return { kind: 'call', name: token.text, args: this.listUntil(')') };
      case 'name':
        if (this.take('[')) return { kind: 'element', array: token.text, subscripts: this.listUntil(']') };
        return token.text === 'length'
          ? { kind: 'call', name: 'length', args: [] }
          : { kind: 'name', name: token.text };
      default:
        break;
    }
    if (token.text === '$') {
      const index =
        this.is('++') || this.is('--') ? this.postfix() : this.is('-') ? this.unary() : this.primary();
      return { kind: 'field', index };
    }
    if (token.text === '(') {
      const list = this.listUntil(')');
      if (list.length > 1 || this.is('in')) {
        if (list.length > 1 || !this.noIn) {
          this.expect('in');
          return { kind: 'in', subscripts: list, array: this.next().text };
        }
      }
      // Parentheses keep a comparison or a concatenation whole; the tree already does.
      return list[0] === undefined ? this.fail(token) : { kind: 'unary', operator: '(', operand: list[0] };
    }
    if (token.text === 'getline') throw new AwkUnmodelled('getline');
    return this.fail(token);
  }

  private fail(token: AwkToken): never {
    throw new AwkSyntaxError(
      token.kind === 'end'
        ? 'unexpected end of program'
        : `syntax error at or near ${token.kind === 'newline' ? 'end of line' : token.text}`,
    );
  }
}
