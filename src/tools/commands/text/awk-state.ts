import { splitFields } from './awk-functions.ts';
import { fromInput, toText, type Value } from './awk-values.ts';

export type AwkArray = Map<string, Value>;

/** Fails while running; the message is what awk says after its name. */
export class AwkRuntimeError extends Error {}

/** Variables, arrays and the current record of a run. */
export class AwkState {
  readonly globals = new Map<string, Value>();
  protected readonly arrays = new Map<string, AwkArray>();
  protected frames: Map<string, Value | AwkArray>[] = [];
  protected record = '';
  protected fields: Value[] | null = [];

  constructor() {
    for (const [name, value] of [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['SUBSEP', '\x1c'],
      ['CONVFMT', '%.6g'],
      ['OFMT', '%.6g'],
    ] as const) {
      this.globals.set(name, value);
    }
    for (const name of ['NR', 'FNR', 'NF']) this.globals.set(name, 0);
  }

  array(name: string): AwkArray {
    const frame = this.frames.at(-1);
    const local = frame?.get(name);
    if (local instanceof Map) return local;
    if (frame?.has(name) && local === undefined) {
      const made: AwkArray = new Map();
      frame.set(name, made);
      return made;
    }
    let found = this.arrays.get(name);
    if (found === undefined) {
      found = new Map();
      this.arrays.set(name, found);
    }
    return found;
  }

  setRecord(text: string): void {
    this.record = text;
    this.fields = null;
  }

  protected field(index: number): Value {
    if (index === 0) return fromInput(this.record);
    if (index < 0) throw new AwkRuntimeError(`attempt to access field ${index}`);
    return this.split()[index - 1];
  }

  protected split(): Value[] {
    if (this.fields === null) {
      this.fields = splitFields(this.record, toText(this.globals.get('FS'))).map(fromInput);
      this.globals.set('NF', this.fields.length);
    }
    return this.fields;
  }

  protected setField(index: number, value: Value): void {
    if (index === 0) {
      this.setRecord(toText(value));
      return;
    }
    if (index > 100_000) throw new AwkRuntimeError(`field index ${index} is too large`);
    const fields = this.split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.rebuild();
  }

  protected rebuild(): void {
    this.record = this.fields!.map((field) => toText(field)).join(toText(this.globals.get('OFS')));
    this.globals.set('NF', this.fields!.length);
  }

  protected read(name: string): Value {
    const frame = this.frames.at(-1);
    if (frame?.has(name)) {
      const local = frame.get(name);
      return local instanceof Map ? undefined : local;
    }
    if (name === 'NF') this.split();
    return this.globals.get(name);
  }
}
