import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type Certificate,
  type Finding,
  lintDrill,
  lintVariant,
  playBots,
  type Scripts,
} from '../../src/drill/gate/index.ts';
import { Drill as Sitting, DrillWorlds, playScript } from '../../src/drill/diagnosis/index.ts';
import { type Scenario, variantOf, variantTexts } from '../../src/drill/scenario/index.ts';
import { parseScript } from '../../src/drill/session/index.ts';
import { compared } from '../../src/drill/gate/variant.ts';
import { readPacks } from '../../src/edge/cli/packs.ts';
import { lookupVerb } from '../../src/edge/cli/verbs/index.ts';
import { parseWords } from '../../src/edge/cli/arguments.ts';
import { bundled, kept, parts, scriptOf } from '../drills/labs.ts';

const ID = 'bridge-published-port';
const scripts: Scripts = { solve: scriptOf(ID, 'solve.session'), wrong: scriptOf(ID, 'wrong.session') };
const good = bundled(ID);
/** What heals it, in the container. */
const HEALS = "sed -i 's/listen .*;/listen       80;/' /etc/nginx/conf.d/default.conf";
type Drill = NonNullable<Scenario['drill']>;

function changed(fields: Partial<Drill>): Scenario {
  return { ...good, drill: { ...(good.drill as Drill), ...fields } };
}

/** What one check of the gate says of a scenario; the gate goes no further than that. */
function findingOf(check: string, scenario: Scenario, files: Scripts = scripts): Finding {
  for (const finding of lintDrill(scenario, parts, files, kept))
    if (finding.check === check && (!finding.ok || check !== 'wrong fixes')) return finding;
  throw new Error(`no finding of '${check}'`);
}

describe('each check of the gate can fail, and says what to do', () => {
  test.each<[string, string, Partial<Drill>, RegExp]>([
    [
      'a text in one language only',
      'texts',
      { ticket: { en: 'web is down', zh: 'web is down' } },
      /drill\.ticket\.zh: write it in Chinese/,
    ],
    [
      'a text that is still to be written',
      'texts',
      { debrief: { en: 'TODO', zh: '待写' } },
      /drill\.debrief is still to be written/,
    ],
    [
      'a first hint that names the cause',
      'hints',
      {
        hints: [
          { en: 'Is it that the application listens on 127.0.0.1 only?', zh: '看应用' },
          ...good.drill!.hints.slice(1),
        ],
      },
      /hint 1 names the cause/,
    ],
    [
      'a probe that fails where nothing is wrong',
      'healthy',
      { probes: [{ from: 'client', command: 'ping -c 1 192.168.91.99', expect: 'works' }] },
      /without the fault 'ping -c 1 192\.168\.91\.99' from client ends with 1/,
    ],
    [
      'a ticket that is not true',
      'symptom',
      { claims: [{ from: 'client', command: 'ping -c 1 192.168.91.10', fails: true }] },
      /'ping -c 1 192\.168\.91\.10' from client ends with 0, the ticket says otherwise/,
    ],
    [
      'a command in the debrief that no node has',
      'quoted commands',
      { debrief: { en: 'Look at it with `wireshark eth0`.', zh: '用 wireshark 看。' } },
      /'wireshark eth0' is no command on any node/,
    ],
    [
      'a wrong fix that is the right one',
      'wrong fixes',
      { wrongFixes: [{ on: ['dock1'], run: `docker exec web ${HEALS}; docker restart web` }] },
      /heals without harm/,
    ],
    ['a drill without wrong fixes', 'wrong fixes', { wrongFixes: [] }, /none listed/],
    ['too few rivals', 'rivals', { rivals: ['app-on-loopback'] }, /2 rivals in 2 classes: 4 at least/],
    [
      'a true cause that is no rival',
      'told apart',
      { rivals: ['container-stopped', 'host-port-taken', 'docker-chains-flushed'] },
      /is not among the rivals/,
    ],
    [
      'a place where the cause cannot sit',
      'build',
      { fault: { mechanism: 'app-on-loopback', at: 'gw/firewall' } },
      /cannot sit at 'gw\/firewall'/,
    ],
  ])('%s', (_, check, fields, text) => {
    const finding = findingOf(check, changed(fields));
    expect(finding).toMatchObject({ check, ok: false });
    expect(finding.text).toMatch(text);
  });

  test('two causes that no command of an open machine tells apart', () => {
    const locked = bundled('overlay-one-side-locked');
    const finding = findingOf('told apart', locked);
    expect(finding).toMatchObject({ ok: true });
    expect(finding.text).toContain('only on host130, which is locked');
  });

  test.each<[string, string, Scripts, RegExp]>([
    ['no solution', 'solve', { ...scripts, solve: undefined }, /solve\.session is missing/],
    [
      'a solution with a word that is none',
      'solve',
      { ...scripts, solve: 'off web\n' },
      /solve\.session:1: 'off web'/,
    ],
    [
      'a solution that repairs nothing',
      'solve',
      { ...scripts, solve: 'on dock1\n$ docker ps\nsubmit\n' },
      /earns 0, not 95/,
    ],
    [
      'a wrong path that looks at nothing',
      'wrong',
      { ...scripts, wrong: 'on dock1\n$ docker ps\ndiagnose nothing evidence 1\nsubmit\n' },
      /only 1 commands before it blames/,
    ],
  ])('%s', (_, check, files, text) => {
    const finding = findingOf(
      check,
      changed({
        rivals: ['app-on-loopback', 'container-stopped', 'host-port-taken', 'docker-chains-flushed'],
      }),
      files,
    );
    expect(finding).toMatchObject({ check, ok: false });
    expect(finding.text).toMatch(text);
  });
});

test('who guesses earns little, who changes nothing and finds nothing wrong is right only where that is so', () => {
  const scores = playBots([bundled('overlay-4789-blocked'), bundled('overlay-nothing-wrong')], parts);
  expect(scores.map(({ bot }) => bot)).toEqual([
    'random guess',
    'always "nothing is wrong"',
    'always vxlan-port-blocked',
    'restart and flush everything',
  ]);
  expect(scores[1].scores).toEqual({ 'overlay-4789-blocked': 0, 'overlay-nothing-wrong': 80 });
  expect(scores[2].scores['overlay-nothing-wrong']).toBe(0);
  expect(scores[0].mean).toBeLessThan(15);
});

describe('variants', () => {
  const drill = bundled('bridge-published-port');
  const files: Scripts = {
    solve: scriptOf(drill.id, 'solve.session'),
    wrong: scriptOf(drill.id, 'wrong.session'),
  };
  const certificate = JSON.parse(scriptOf(drill.id, 'certificate.json')) as Certificate;

  test('one is proved as the drill is, with its scripts carried over and its certificate for a measure', () => {
    const found = [...lintVariant(drill, 2, parts, files, certificate)];
    expect(found.filter(({ ok }) => !ok)).toEqual([]);
    expect(found.at(-1)?.text).toBe('the same marks and rivals as in certificate.json, under other names');
  });

  test.each<[string, Partial<Certificate>, RegExp]>([
    ['other marks', { wrong: certificate.wrong + 5 }, /^wrong earns 5, and 10 in the drill itself/],
    [
      'a rival alike with the true cause',
      {
        classes: [
          { rivals: certificate.classes.slice(0, 2).flatMap(({ rivals }) => rivals) },
          ...certificate.classes.slice(2),
        ],
      },
      /^other rivals are alike with the true cause than in the drill itself \(nothing\)/,
    ],
  ])('a certificate with %s does not agree', (_, changes, text) => {
    const finding = compared(certificate, { ...certificate, ...changes }, (id) => id);
    expect(finding).toMatchObject({ check: 'certificate', ok: false });
    expect(finding.text).toMatch(text);
  });

  test.each(['macvlan-own-host', 'bridge-two-networks'])(
    'the solution of %s earns the same under other names',
    (id) => {
      const variant = new Sitting(new DrillWorlds(variantOf(bundled(id), 3), parts));
      for (const _ of variant.prepareRivals());
      const carried = variantTexts(bundled(id), 3)(scriptOf(id, 'solve.session'));
      expect(carried).not.toMatch(/dock1|192\.168\.91|cart|shop/);
      expect(playScript(variant, parseScript('solve.session', carried)).score).toBe(100);
    },
  );

  test.each([
    ['--write', /keeps what was proved of the drill itself/],
    ['--seed=2', /draws its identities from its own number/],
    ['--bots', /play the drills themselves/],
  ])('%s beside it is wrong usage', async (option, text) => {
    const verb = (await lookupVerb('lint'))!;
    const words = parseWords(verb.spec, [drill.id, '--variant', '1', option]);
    await expect(verb.run(words, { stdout: () => {}, stderr: () => {} })).rejects.toThrow(text);
  });
});

describe('netdrill new scenario', () => {
  const pack = mkdtempSync(join(tmpdir(), 'netdrill-new-'));
  afterAll(() => rmSync(pack, { recursive: true, force: true }));

  async function run(name: string, ...words: string[]): Promise<{ status: number; text: string }> {
    const verb = (await lookupVerb(name))!;
    let text = '';
    const note = (part: string) => {
      text += part;
    };
    const status = await verb.run(parseWords(verb.spec, [...words, '--scenarios', pack]), {
      stdout: note,
      stderr: note,
    });
    return { status, text };
  }

  test('writes a drill that passes once its three texts are written', async () => {
    expect((await run('new', 'scenario', 'my-drill')).status).toBe(0);
    const { entries } = await readPacks(pack);
    const made = entries.find(({ scenario }) => scenario.id === 'my-drill')!.scenario;
    expect(findingOf('texts', made).text).toBe('drill.ticket is still to be written (TODO)');
    const file = join(pack, 'my-drill', 'scenario.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/TODO[:：] ?/g, ''));
    const after = await run('lint', 'my-drill', '--write');
    expect(after.text).not.toContain('FAIL');
    expect(after.status).toBe(0);
    expect(JSON.parse(readFileSync(join(pack, 'my-drill', 'certificate.json'), 'utf8'))).toMatchObject({
      scenario: 'my-drill',
      solve: 100,
      classes: [{ rivals: ['vxlan-port-blocked host130/firewall'] }, ...Array(26).fill({ toldBy: {} })],
    });
  });

  test('refuses an id that is taken or none', async () => {
    await expect(run('new', 'scenario', 'overlay-lab')).rejects.toThrow(
      "there is a scenario 'overlay-lab' already",
    );
    await expect(run('new', 'scenario', 'My Drill')).rejects.toThrow("'My Drill' is no id");
    await expect(run('new', 'lab', 'x')).rejects.toThrow("say 'netdrill new scenario ID'");
  });
});

test('every bundled drill keeps its certificate', async () => {
  const { entries } = await readPacks(undefined);
  const drills = entries.filter(({ scenario }) => scenario.kind === 'drill');
  expect(drills.length).toBeGreaterThanOrEqual(13);
  for (const { directory, scenario } of drills)
    expect(JSON.parse(readFileSync(join(directory, 'certificate.json'), 'utf8')).scenario).toBe(scenario.id);
});
