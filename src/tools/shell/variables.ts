/** One shell variable. `value` is the scalar, or undefined for a name that was declared but never set. */
export interface Variable {
  value: string | undefined;
  /** Indexed elements by subscript; element 0 is also what a plain reference reads. */
  array?: Map<number, string>;
  /** Elements of `declare -A`. */
  associative?: Map<string, string>;
  exported?: boolean;
  readonly?: boolean;
  integer?: boolean;
  letters?: 'upper' | 'lower';
}

/** Thrown on an assignment to a readonly name; carries the text after the shell's prefix. */
export class ReadonlyVariable extends Error {
  constructor(name: string) {
    super(`${name}: readonly variable`);
  }
}

/**
 * Variables in nested function scopes. `local` puts a name into the innermost scope; everything else reads and writes
 * the nearest scope that has the name, as bash's dynamic scoping does.
 */
export class Variables {
  private readonly scopes: Map<string, Variable>[];

  constructor(scopes: Map<string, Variable>[] = [new Map()]) {
    this.scopes = scopes;
  }

  /** A deep copy for a forked shell. */
  clone(): Variables {
    return new Variables(
      this.scopes.map(
        (scope) => new Map([...scope].map(([name, variable]) => [name, cloneVariable(variable)])),
      ),
    );
  }

  get depth(): number {
    return this.scopes.length;
  }

  pushScope(): void {
    this.scopes.push(new Map());
  }

  popScope(): void {
    this.scopes.pop();
  }

  find(name: string): Variable | undefined {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const variable = this.scopes[i]!.get(name);
      if (variable !== undefined) return variable;
    }
    return undefined;
  }

  /** The scalar value, element 0 of an array, or undefined when unset. */
  get(name: string): string | undefined {
    const variable = this.find(name);
    if (variable === undefined) return undefined;
    if (variable.array !== undefined) return variable.array.get(0);
    if (variable.associative !== undefined) return variable.associative.get('0');
    return variable.value;
  }

  /** The variable to write to, made in the outermost scope when there is none. Throws `ReadonlyVariable`. */
  writable(name: string): Variable {
    const found = this.find(name);
    if (found?.readonly) throw new ReadonlyVariable(name);
    if (found !== undefined) return found;
    const fresh: Variable = { value: undefined };
    this.scopes[0]!.set(name, fresh);
    return fresh;
  }

  /** Makes (or finds) the name in the innermost scope. */
  declareLocal(name: string): Variable {
    const scope = this.scopes[this.scopes.length - 1]!;
    const found = scope.get(name);
    if (found !== undefined) return found;
    if (this.find(name)?.readonly) throw new ReadonlyVariable(name);
    const fresh: Variable = { value: undefined, exported: this.find(name)?.exported };
    scope.set(name, fresh);
    return fresh;
  }

  /** Assigns a scalar, or element 0 of an array. */
  set(name: string, value: string): void {
    const variable = this.writable(name);
    const stored = applyLetters(variable, value);
    if (variable.array !== undefined) variable.array.set(0, stored);
    else if (variable.associative !== undefined) variable.associative.set('0', stored);
    else variable.value = stored;
  }

  setArray(name: string, values: readonly string[]): void {
    const variable = this.writable(name);
    variable.value = undefined;
    variable.array = new Map(values.map((value, index) => [index, value]));
  }

  unset(name: string): void {
    for (let i = this.scopes.length - 1; i >= 0; i--) {
      const variable = this.scopes[i]!.get(name);
      if (variable === undefined) continue;
      if (variable.readonly) throw new Error(`${name}: cannot unset: readonly variable`);
      this.scopes[i]!.delete(name);
      return;
    }
  }

  /** All visible names, sorted. */
  names(): string[] {
    return [...new Set(this.scopes.flatMap((scope) => [...scope.keys()]))].sort();
  }

  /** What a started program gets. */
  environment(): Map<string, string> {
    const out = new Map<string, string>();
    for (const scope of this.scopes) {
      for (const [name, variable] of scope) {
        if (variable.exported && variable.value !== undefined) out.set(name, variable.value);
        else out.delete(name);
      }
    }
    return out;
  }
}

/** Applies `declare -u` and `declare -l`. */
export function applyLetters(variable: Variable, value: string): string {
  if (variable.letters === 'upper') return value.toUpperCase();
  if (variable.letters === 'lower') return value.toLowerCase();
  return value;
}

function cloneVariable(variable: Variable): Variable {
  const copy: Variable = { ...variable };
  if (variable.array !== undefined) copy.array = new Map(variable.array);
  if (variable.associative !== undefined) copy.associative = new Map(variable.associative);
  return copy;
}

/** True for text that can name a variable. */
export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}
