import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeptWorlds } from '../../../drill/diagnosis/index.ts';
import {
  type Certificate,
  type Finding,
  lintDrill,
  lintVariant,
  playBots,
} from '../../../drill/gate/index.ts';
import { wholeNumber } from '../arguments.ts';
import { chooseScenario, type PackEntry, readPacks } from '../packs.ts';
import { UsageError } from '../usage-error.ts';
import { worldParts } from '../worlds.ts';
import type { Output, Verb } from './verb.ts';

function besides(entry: PackEntry, file: string): string | undefined {
  const path = join(entry.directory, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Carries the gate out on one drill and says what it finds as it goes. */
function lintOne(
  entry: PackEntry,
  options: { seed?: number; variant?: number; json: boolean; write: boolean },
  worlds: KeptWorlds,
  output: Output,
): { findings: Finding[]; certificate?: Certificate } {
  const findings: Finding[] = [];
  const note = (finding: Finding) => {
    findings.push(finding);
    if (!options.json)
      output.stdout(`  ${finding.ok ? 'ok  ' : 'FAIL'} ${finding.check.padEnd(16)} ${finding.text}\n`);
  };
  if (!options.json) output.stdout(`${entry.scenario.id}\n`);
  const scripts = { solve: besides(entry, 'solve.session'), wrong: besides(entry, 'wrong.session') };
  const { seed, variant } = options;
  const gate =
    variant === undefined
      ? lintDrill(entry.scenario, { ...worldParts, seed }, scripts, worlds)
      : lintVariant(entry.scenario, variant, worldParts, scripts, keptCertificate(entry));
  let certificate: Certificate | undefined;
  for (;;) {
    const step = gate.next();
    if (step.done) {
      certificate = step.value;
      break;
    }
    note(step.value);
  }
  const proved = findings.every(({ ok }) => ok);
  const itself = seed === undefined && variant === undefined;
  if (certificate && proved && itself) note(kept(entry, certificate, options.write));
  return { findings, certificate };
}

/** What was proved of the drill itself, for a variant to agree with. */
function keptCertificate(entry: PackEntry): Certificate | undefined {
  const text = besides(entry, 'certificate.json');
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Certificate;
  } catch {
    const file = join(entry.directory, 'certificate.json');
    throw new UsageError(`netdrill lint: ${file} is no JSON; 'netdrill lint --write' writes it anew`);
  }
}

/** The certificate beside the scenario says what was proved now, or is written. */
function kept(entry: PackEntry, certificate: Certificate, write: boolean): Finding {
  const text = `${JSON.stringify(certificate, null, 2)}\n`;
  const check = 'certificate';
  if (write) {
    writeFileSync(join(entry.directory, 'certificate.json'), text);
    return { check, ok: true, text: 'written' };
  }
  const before = besides(entry, 'certificate.json');
  if (before === undefined)
    return { check, ok: true, text: "none is kept yet: 'netdrill lint --write' writes it" };
  return before === text
    ? { check, ok: true, text: 'certificate.json is as proved now' }
    : {
        check,
        ok: false,
        text: "certificate.json says something else: look at the change, then 'netdrill lint --write'",
      };
}

/** What playing without thought earns; 1 when it earns too much. */
function bots(
  drills: readonly PackEntry[],
  options: { seed?: number; json: boolean },
  output: Output,
): number {
  const scenarios = drills.map(({ scenario }) => scenario);
  const scores = playBots(scenarios, { ...worldParts, seed: options.seed });
  if (options.json) output.stdout(`${JSON.stringify(scores, null, 2)}\n`);
  else
    for (const { bot, below, mean } of scores)
      output.stdout(
        `${mean < below ? 'ok  ' : 'FAIL'} ${bot.padEnd(36)} ${mean.toFixed(1)} on average, below ${below}\n`,
      );
  return scores.every(({ mean, below }) => mean < below) ? 0 : 1;
}

/** Why an option makes no sense beside `--variant`. */
const NOT_TOGETHER: Readonly<Record<string, string>> = {
  write: '--write keeps what was proved of the drill itself, not of a --variant',
  seed: 'a --variant draws its identities from its own number: --seed means nothing beside it',
  bots: '--bots play the drills themselves, not a --variant',
};

/** `netdrill lint [SCENARIO...]`: what a drill must prove before people play it. */
export const lint: Verb = {
  spec: {
    name: 'lint',
    operands: '[SCENARIO ...]',
    summary: 'Prove what drills must hold; all of them without an operand.',
    options: [
      { name: 'bots', summary: 'let four thoughtless players play them instead, and print what they earn' },
      {
        name: 'variant',
        value: 'N',
        summary: 'prove the variant N of each: other names, addresses and identities',
      },
      { name: 'write', summary: 'write certificate.json beside each drill that passes' },
    ],
  },
  async run(invocation, output) {
    const { entries, problems } = await readPacks(invocation.options.get('scenarios'));
    const seed = wholeNumber(invocation, 'seed');
    const json = invocation.options.has('json');
    const write = invocation.options.has('write');
    const variant = wholeNumber(invocation, 'variant');
    if (variant !== undefined)
      for (const other of ['write', 'seed', 'bots'])
        if (invocation.options.has(other)) throw new UsageError(`netdrill lint: ${NOT_TOGETHER[other]}`);
    const drills =
      invocation.operands.length === 0
        ? entries.filter(({ scenario }) => scenario.kind === 'drill')
        : invocation.operands.map((id) => chooseScenario(entries, id, undefined));
    const lab = drills.find(({ scenario }) => !scenario.drill);
    if (lab)
      throw new UsageError(`netdrill lint: ${lab.scenario.id} is a lab; only drills have something to prove`);
    for (const problem of problems) output.stderr(`${problem}\n`);
    if (invocation.options.has('bots')) return bots(drills, { seed, json }, output);
    const worlds = new KeptWorlds();
    const results = drills.map((entry) => ({
      id: entry.scenario.id,
      ...lintOne(entry, { seed, variant, json, write }, worlds, output),
    }));
    const bad = results.filter(({ findings }) => findings.some(({ ok }) => !ok));
    if (json) output.stdout(`${JSON.stringify(results, null, 2)}\n`);
    else output.stdout(`${results.length - bad.length} drills passed, ${bad.length} failed\n`);
    return bad.length > 0 || problems.length > 0 ? 1 : 0;
  },
};
