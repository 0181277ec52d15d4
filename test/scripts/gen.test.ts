import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import packageJson from '../../package.json' with { type: 'json' };
import { referencePages } from '../../scripts/gen/pages.ts';
import { staleFiles } from '../../scripts/gen/stale.ts';
import { bindings, leaderKeys } from '../../src/app/trainer/index.ts';
import { faults } from '../../src/drill/scenario/index.ts';
import { loadVerbs } from '../../src/edge/cli/index.ts';
import { commandSpecs } from '../../src/tools/commands/index.ts';

const root = resolve(import.meta.dirname, '../..');
const pages = await referencePages();

/** The text below a heading of a page, up to the next heading. */
function section(file: string, heading: string): string {
  const found = pages
    .get(file)
    ?.split(/^## /m)
    .find((text) => text.startsWith(`${heading}\n`));
  if (found === undefined) throw new Error(`${file} has no section '${heading}'`);
  return found;
}

describe('the check for stale files', () => {
  let directory = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'netdrill-reference-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('is one of the checks, passes over fresh files, and fails with the name of one that was changed by hand', () => {
    for (const [file, text] of pages) writeFileSync(join(directory, file), text);
    expect(staleFiles(directory, pages)).toEqual([]);

    const changed = join(directory, 'keys.md');
    writeFileSync(changed, `${pages.get('keys.md')}\nF11 makes coffee.\n`);
    const [command, ...args] = packageJson.scripts['check:reference'].split(' ');
    expect(command).toBe('node');
    const { status, stdout } = spawnSync(process.execPath, [...args, '--into', directory], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(stdout).toBe(
      `${changed}: is not what the code says; 'npm run gen' writes it anew\nreference: 7 files compared, 1 stale\n`,
    );
    expect(status).toBe(1);
    expect(readFileSync(changed, 'utf8')).toContain('coffee');
  });

  test('names a missing file and one that nothing writes', () => {
    rmSync(join(directory, 'keys.md'));
    writeFileSync(join(directory, 'mice.md'), '');
    expect(staleFiles(directory, pages)).toEqual([
      { file: 'keys.md', why: "is missing; 'npm run gen' writes it" },
      { file: 'mice.md', why: 'nothing writes it; delete it' },
    ]);
    expect(staleFiles(join(directory, 'nowhere'), pages).map(({ file }) => file)).toEqual([...pages.keys()]);
  });
});

describe('the reference', () => {
  test('comes out the same twice', async () => {
    expect([...(await referencePages())]).toEqual([...pages]);
  });

  test('has every tool with every flag', () => {
    for (const { name, usage, flags } of commandSpecs) {
      const text = section('commands.md', name);
      for (const form of usage) expect(text).toContain(`\n${form}\n`);
      for (const flag of flags)
        for (const one of flag.names) expect(text).toMatch(new RegExp(`\`${one}[ \`]`));
    }
  });

  test('says which images have a tool, and lists programs that declare nothing', () => {
    expect(section('commands.md', 'yum')).toContain('Images: centos7.');
    expect(section('commands.md', 'ping')).toContain('Images: all.');
    expect(pages.get('commands.md')).toMatch(/^\| \[`tcpdump`\].*\| yes \| yes \| – \| – \|$/m);
    expect(section('commands.md', 'Programs without a specification')).toContain(
      '\n| `dockerd` | yes | yes | – | – |\n',
    );
    expect(section('commands.md', 'Builtins of the shell')).toContain('`umask`');
    expect(section('commands.md', 'expr')).toContain('declares no flags');
    expect(pages.get('commands.md')).toContain('\n### docker network create\n');
  });

  test('has every fault in both languages, with places that name no machine of a lab', () => {
    for (const { id, title, detected, repaired } of faults) {
      const text = section('faults.md', id);
      for (const words of [title, detected, repaired]) {
        expect(text).toContain(words.en);
        expect(text).toContain(words.zh);
      }
      expect(/^\| can sit at \| (.*) \|$/m.exec(text)?.[1]).toMatch(
        /^(`HOST\/[^`\d]*(vxlan0|eth0)?`(, )?)+$/,
      );
    }
    expect(section('faults.md', 'tunnel-offload-broken')).toContain('| `HOST/CARD`, `HOST/kernel` |');
  });

  test('has every key of every screen, and those after the leader', () => {
    for (const { keys, command, screens, label } of bindings)
      for (const screen of screens) {
        const cells = [keys.map((key) => `\`${key}\``).join(', '), `\`${command}\``, label.en, label.zh];
        expect(section('keys.md', screen)).toContain(`\n| ${cells.join(' | ')} |`);
      }
    for (const key of Object.keys(leaderKeys))
      expect(section('keys.md', 'After C-g')).toContain(`\n| \`${key}\` |`);
  });

  test('has every verb with its options', async () => {
    for (const { spec } of await loadVerbs())
      for (const { name } of spec.options)
        expect(section('cli.md', spec.name)).toMatch(new RegExp(`\`--${name}[ \`]`));
    expect(pages.get('cli.md')).toContain('`--scenarios DIR`');
  });
});

describe("the scenario's JSON Schema", () => {
  const schema = JSON.parse(pages.get('scenario.schema.json')!);

  test('describes every field', () => {
    const fields: string[] = [];
    const bare: string[] = [];
    const walk = (node: unknown, path: string) => {
      if (typeof node !== 'object' || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === 'properties')
          for (const [name, field] of Object.entries(value as Record<string, { description?: string }>)) {
            fields.push(`${path}/${name}`);
            if (!field.description) bare.push(`${path}/${name}`);
          }
        walk(value, key === 'properties' ? path : `${path}/${key}`);
      }
    };
    walk(schema, '');
    expect(fields).toContain('/drill/ticket');
    expect(bare).toEqual([]);
  });

  test('accepts every scenario that is shipped, and refuses a field it does not know', () => {
    const validator = z.fromJSONSchema(schema);
    const shipped = readdirSync(join(root, 'scenarios'));
    expect(shipped).toContain('overlay-lab');
    for (const name of shipped) {
      const scenario = parse(readFileSync(join(root, 'scenarios', name, 'scenario.yaml'), 'utf8'));
      expect(validator.safeParse(scenario).error, name).toBeUndefined();
      expect(validator.safeParse({ ...scenario, titel: scenario.title }).success).toBe(false);
      expect(validator.safeParse({ ...scenario, history: '40 minutes' }).success).toBe(false);
    }
  });
});
