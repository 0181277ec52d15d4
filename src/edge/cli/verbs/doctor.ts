import { language } from '../arguments.ts';
import { examine } from '../doctor.ts';
import type { Verb } from './verb.ts';

const SIGNS = { good: '✓', note: '!', bad: '✗' } as const;

/** `netdrill doctor`: whether this machine has what Netdrill needs, and what to do where it has not. */
export const doctor: Verb = {
  spec: {
    name: 'doctor',
    operands: '',
    summary: 'Check terminal, locale, Node.js, data folder, sessions and configuration.',
    options: [],
  },
  async run(invocation, output) {
    const lang = language(invocation);
    const { stdout } = process;
    const findings = await examine({
      node: process.versions.node,
      env: process.env,
      terminal: stdout.isTTY
        ? { columns: stdout.columns, rows: stdout.rows, colorDepth: stdout.getColorDepth() }
        : undefined,
    });
    const said = findings.map(({ check, text, state, remedy }) => ({
      check,
      state,
      text: text[lang],
      remedy: remedy?.[lang],
    }));
    if (invocation.options.has('json')) output.stdout(`${JSON.stringify(said, null, 2)}\n`);
    else
      for (const { check, state, text, remedy } of said)
        output.stdout(
          `${SIGNS[state]} ${check.padEnd(9)} ${text}\n${remedy === undefined ? '' : `${' '.repeat(12)}${remedy}\n`}`,
        );
    return said.some(({ state }) => state === 'bad') ? 1 : 0;
  },
};
