import { type AwkArray, AwkRuntimeError, AwkState } from './awk-state.ts';
import { keyedFraction, type Step } from '../../../lib/index.ts';
import { type FunctionContext, plainFunctions, splitFields, substitute } from './awk-functions.ts';
import { type AwkProgram, AwkUnmodelled, type Expression, type Statement } from './awk-syntax.ts';
import {
  awkFormat,
  awkRegex,
  compareValues,
  fromInput,
  isTrue,
  toNumber,
  toText,
  type Value,
} from './awk-values.ts';

/** Leaves statements from inside: `next`, `exit`, `break` and the like. */
export class AwkJump extends Error {
  readonly kind: 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return';
  readonly value: Value;

  constructor(kind: AwkJump['kind'], value?: Value) {
    super(kind);
    this.kind = kind;
    this.value = value;
  }
}

/** Statements that one call of a function may run; expressions cannot give way to the event loop. */
const callBudget = 2_000_000;

/** One run of a program. Output is collected; whoever feeds records writes it out. */
export class AwkRun extends AwkState {
  private readonly program: AwkProgram;
  private readonly context: FunctionContext;
  private draws = 0;
  private seedValue = 0;
  private steps = 0;
  output = '';
  /** Text for files of `print > name`, in order. */
  readonly files: { path: string; text: string; append: boolean }[] = [];
  private readonly active: boolean[] = [];

  constructor(program: AwkProgram, clock: number) {
    super();
    this.program = program;
    this.context = {
      clock,
      random: () => keyedFraction(this.seedValue, 'awk', this.draws++),
      seed: (value) => {
        const before = this.seedValue;
        this.seedValue = value;
        this.draws = 0;
        return before;
      },
      setMatch: (start, length) => {
        this.globals.set('RSTART', start);
        this.globals.set('RLENGTH', length);
      },
    };
  }

  /** Runs all rules of one kind. */
  *rules(when: 'BEGIN' | 'END' | 'record'): Step<void> {
    for (const [index, rule] of this.program.rules.entries()) {
      if (rule.when !== when) continue;
      if (when === 'record' && rule.pattern !== null && !this.selects(index, rule.pattern, rule.until))
        continue;
      if (rule.action === null) this.output += this.record + toText(this.globals.get('ORS'));
      else yield* this.execute(rule.action);
    }
  }

  private selects(index: number, pattern: Expression, until: Expression | null): boolean {
    if (until === null) return isTrue(this.evaluate(pattern));
    if (!this.active[index]) {
      if (!isTrue(this.evaluate(pattern))) return false;
      this.active[index] = true;
    }
    if (isTrue(this.evaluate(until))) this.active[index] = false;
    return true;
  }

  private *execute(statement: Statement): Step<void> {
    this.steps += 1;
    if (this.steps % 1000 === 0) yield* this.breathe();
    switch (statement.kind) {
      case 'block':
        for (const inner of statement.body) yield* this.execute(inner);
        return;
      case 'expression':
        this.evaluate(statement.value);
        return;
      case 'print':
        this.print(statement);
        return;
      case 'if':
        if (isTrue(this.evaluate(statement.test))) yield* this.execute(statement.yes);
        else if (statement.no !== null) yield* this.execute(statement.no);
        return;
      case 'while':
        if (statement.after && (yield* this.turn(statement.body))) return;
        while (isTrue(this.evaluate(statement.test))) if (yield* this.turn(statement.body)) return;
        return;
      case 'for':
        if (statement.init !== null) yield* this.execute(statement.init);
        while (statement.test === null || isTrue(this.evaluate(statement.test))) {
          if (yield* this.turn(statement.body)) return;
          if (statement.update !== null) yield* this.execute(statement.update);
        }
        return;
      case 'each':
        for (const key of [...this.array(statement.array).keys()]) {
          this.assign({ kind: 'name', name: statement.name }, fromInput(key));
          if (yield* this.turn(statement.body)) return;
        }
        return;
      case 'jump':
        throw new AwkJump(statement.jump);
      case 'exit':
      case 'return':
        throw new AwkJump(
          statement.kind,
          statement.value === null ? undefined : this.evaluate(statement.value),
        );
      case 'delete':
        if (statement.subscripts === null) this.array(statement.array).clear();
        else this.array(statement.array).delete(this.subscript(statement.subscripts));
    }
  }

  /** Gives way to the event loop; set by whoever runs the program. */
  breathe: () => Step<void> = function* () {};

  /** One turn of a loop; true to leave it. */
  private *turn(body: Statement): Step<boolean> {
    this.steps += 1;
    if (this.steps % 1000 === 0) yield* this.breathe();
    try {
      yield* this.execute(body);
    } catch (error) {
      if (!(error instanceof AwkJump)) throw error;
      if (error.kind === 'break') return true;
      if (error.kind !== 'continue') throw error;
    }
    return false;
  }

  private print(statement: Extract<Statement, { kind: 'print' }>): void {
    let text: string;
    if (statement.formatted) {
      const [format, ...args] = statement.args.map((arg) => this.evaluate(arg));
      text = awkFormat(toText(format), args);
    } else {
      const format = toText(this.globals.get('OFMT'));
      const words = statement.args.map((arg) => toText(this.evaluate(arg), format));
      text =
        (statement.args.length === 0 ? this.record : words.join(toText(this.globals.get('OFS')))) +
        toText(this.globals.get('ORS'));
    }
    if (statement.target === null) this.output += text;
    else {
      const path = toText(this.evaluate(statement.target));
      if (path === '/dev/stdout' || path === '-') this.output += text;
      else this.files.push({ path, text, append: statement.append });
    }
    if (this.output.length > 8_000_000) throw new AwkRuntimeError('output too large');
  }

  private subscript(parts: readonly Expression[]): string {
    const format = toText(this.globals.get('CONVFMT'));
    return parts.map((part) => toText(this.evaluate(part), format)).join(toText(this.globals.get('SUBSEP')));
  }

  private assign(target: Expression, value: Value): Value {
    if (target.kind === 'field') this.setField(Math.trunc(toNumber(this.evaluate(target.index))), value);
    else if (target.kind === 'element')
      this.array(target.array).set(this.subscript(target.subscripts), value);
    else if (target.kind === 'name') {
      const frame = this.frames.at(-1);
      if (frame?.has(target.name)) frame.set(target.name, value);
      else if (target.name === 'NF') {
        const fields = this.split();
        const count = Math.max(0, Math.min(100_000, Math.trunc(toNumber(value))));
        while (fields.length < count) fields.push('');
        fields.length = count;
        this.rebuild();
      } else this.globals.set(target.name, value);
    } else throw new AwkRuntimeError('assignment to something that cannot be assigned');
    return value;
  }

  private matches(pattern: Expression, text: string): boolean {
    return awkRegex(pattern.kind === 'regex' ? pattern.source : toText(this.evaluate(pattern))).test(text);
  }

  evaluate(expression: Expression): Value {
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return awkRegex(expression.source).test(this.record) ? 1 : 0;
      case 'name':
        return this.read(expression.name);
      case 'field':
        return this.field(Math.trunc(toNumber(this.evaluate(expression.index))));
      case 'element': {
        const array = this.array(expression.array);
        const key = this.subscript(expression.subscripts);
        if (!array.has(key)) array.set(key, undefined);
        return array.get(key);
      }
      case 'in':
        return this.array(expression.array).has(this.subscript(expression.subscripts)) ? 1 : 0;
      case 'match':
        return this.matches(expression.pattern, toText(this.evaluate(expression.text))) !== expression.negated
          ? 1
          : 0;
      case 'ternary':
        return this.evaluate(isTrue(this.evaluate(expression.test)) ? expression.yes : expression.no);
      case 'unary': {
        const operand = this.evaluate(expression.operand);
        if (expression.operator === '(') return operand;
        if (expression.operator === '!') return isTrue(operand) ? 0 : 1;
        return expression.operator === '-' ? -toNumber(operand) : toNumber(operand);
      }
      case 'step': {
        const before = toNumber(this.evaluate(expression.target));
        this.assign(expression.target, before + expression.delta);
        return expression.prefix ? before + expression.delta : before;
      }
      case 'assign': {
        const right = this.evaluate(expression.value);
        if (expression.operator === '') return this.assign(expression.target, right);
        return this.assign(
          expression.target,
          this.calculate(expression.operator, toNumber(this.evaluate(expression.target)), toNumber(right)),
        );
      }
      case 'binary':
        return this.binary(expression.operator, expression.left, expression.right);
      case 'call':
        return this.call(expression.name, expression.args);
    }
  }

  private binary(operator: string, leftSide: Expression, rightSide: Expression): Value {
    const left = this.evaluate(leftSide);
    if (operator === '&&') return isTrue(left) && isTrue(this.evaluate(rightSide)) ? 1 : 0;
    if (operator === '||') return isTrue(left) || isTrue(this.evaluate(rightSide)) ? 1 : 0;
    const right = this.evaluate(rightSide);
    if (operator === ' ') {
      const format = toText(this.globals.get('CONVFMT'));
      return toText(left, format) + toText(right, format);
    }
    if (/^[<>=!]/.test(operator)) {
      const order = compareValues(left, right);
      const holds = {
        '<': order < 0,
        '<=': order <= 0,
        '==': order === 0,
        '!=': order !== 0,
        '>': order > 0,
        '>=': order >= 0,
      }[operator];
      return holds ? 1 : 0;
    }
    return this.calculate(operator, toNumber(left), toNumber(right));
  }

  private calculate(operator: string, left: number, right: number): number {
    if ((operator === '/' || operator === '%') && right === 0)
      throw new AwkRuntimeError(`division by zero${operator === '%' ? ' in %' : ''}`);
    switch (operator) {
      case '+':
        return left + right;
      case '-':
        return left - right;
      case '*':
        return left * right;
      case '/':
        return left / right;
      case '%':
        return left % right;
      default:
        return left ** right;
    }
  }

  private call(name: string, args: readonly Expression[]): Value {
    const own = this.program.functions.get(name);
    if (own !== undefined) return this.callOwn(own, args);
    switch (name) {
      case 'length':
        if (
          args[0]?.kind === 'name' &&
          (this.arrays.has(args[0].name) || this.frames.at(-1)?.get(args[0].name) instanceof Map)
        )
          return this.array(args[0].name).size;
        return [...(args.length === 0 ? this.record : toText(this.evaluate(args[0]!)))].length;
      case 'split':
        return this.splitInto(args);
      case 'sub':
      case 'gsub':
        return this.replaceIn(args, name === 'gsub');
      case 'gensub': {
        const how = toText(this.evaluate(args[2]!));
        const target = args[3] === undefined ? this.record : toText(this.evaluate(args[3]));
        return substitute(
          this.pattern(args[0]!),
          toText(this.evaluate(args[1]!)),
          target,
          /^[gG]/.test(how) ? 'all' : Number(how) || 1,
        ).text;
      }
      case 'match':
        return plainFunctions.match!(
          [this.evaluate(args[0]!), args[1]!.kind === 'regex' ? args[1]!.source : this.evaluate(args[1]!)],
          this.context,
        );
      case 'system':
        throw new AwkUnmodelled('system()');
      default: {
        const plain = plainFunctions[name];
        if (plain === undefined) throw new AwkRuntimeError(`function ${name} not defined`);
        return plain(
          args.map((arg) => this.evaluate(arg)),
          this.context,
        );
      }
    }
  }

  private pattern(expression: Expression): RegExp {
    return awkRegex(expression.kind === 'regex' ? expression.source : toText(this.evaluate(expression)));
  }

  private splitInto(args: readonly Expression[]): number {
    const text = toText(this.evaluate(args[0]!));
    const separator =
      args[2] === undefined
        ? toText(this.globals.get('FS'))
        : args[2].kind === 'regex'
          ? args[2].source
          : toText(this.evaluate(args[2]));
    const pieces =
      args[2]?.kind === 'regex' && separator === ' ' ? text.split(' ') : splitFields(text, separator);
    if (args[1]?.kind !== 'name') throw new AwkRuntimeError('split: second argument is not an array');
    const array = this.array(args[1].name);
    array.clear();
    for (const [index, piece] of pieces.entries()) array.set(String(index + 1), fromInput(piece));
    return pieces.length;
  }

  private replaceIn(args: readonly Expression[], all: boolean): number {
    const target: Expression = args[2] ?? { kind: 'field', index: { kind: 'number', value: 0 } };
    const result = substitute(
      this.pattern(args[0]!),
      toText(this.evaluate(args[1]!)),
      toText(this.evaluate(target)),
      all ? 'all' : 1,
    );
    if (result.count > 0) this.assign(target, result.text);
    return result.count;
  }

  private callOwn(
    definition: { parameters: readonly string[]; body: Statement },
    args: readonly Expression[],
  ): Value {
    if (this.frames.length > 200) throw new AwkRuntimeError('function call nesting too deep');
    const frame = new Map<string, Value | AwkArray>();
    for (const [index, parameter] of definition.parameters.entries()) {
      const arg = args[index];
      const array =
        arg?.kind === 'name' &&
        (this.arrays.has(arg.name) || this.frames.at(-1)?.get(arg.name) instanceof Map);
      frame.set(parameter, arg === undefined ? undefined : array ? this.array(arg.name) : this.evaluate(arg));
    }
    this.frames.push(frame);
    const limit = this.steps + callBudget;
    try {
      for (const body = this.execute(definition.body); !body.next().done; ) {
        if (this.steps > limit) throw new AwkRuntimeError('function runs too long');
      }
    } catch (error) {
      if (error instanceof AwkJump && error.kind === 'return') return error.value;
      throw error;
    } finally {
      this.frames.pop();
    }
    return undefined;
  }
}
