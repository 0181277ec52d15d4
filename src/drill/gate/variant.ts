import { type BuildOptions, type Scenario, variantOf, variantTexts } from '../scenario/index.ts';
import type { Certificate } from './certificate.ts';
import { failed, type Finding, passed } from './finding.ts';
import { lintDrill } from './gate.ts';
import type { Scripts } from './sessions.ts';

/**
 * The gate on a variant of a drill, with the drill's own scripts carried over. `kept`, the certificate of the drill itself, has to agree
 * in what a mark hangs on: the marks of both scripts, and which rivals are in one class. By which command a class is told apart is text.
 */
export function* lintVariant(
  scenario: Scenario,
  seed: number,
  options: BuildOptions,
  scripts: Scripts,
  kept?: Certificate,
): Generator<Finding, Certificate | undefined> {
  const carry = variantTexts(scenario, seed);
  const certificate = yield* lintDrill(variantOf(scenario, seed), options, {
    solve: scripts.solve && carry(scripts.solve),
    wrong: scripts.wrong && carry(scripts.wrong),
  });
  if (certificate)
    yield kept
      ? compared(certificate, kept, carry)
      : passed('certificate', "none is kept of the drill itself: 'netdrill lint --write' writes it");
  return certificate;
}

function compared(certificate: Certificate, kept: Certificate, carry: (text: string) => string): Finding {
  for (const script of ['solve', 'wrong'] as const)
    if (certificate[script] !== kept[script])
      return failed(
        'certificate',
        `${script} earns ${certificate[script]}, and ${kept[script]} in the drill itself: find what an address or a name decides`,
      );
  const proved = classesOf(certificate, (id) => id);
  const wanted = classesOf(kept, carry);
  const differing = [
    ...wanted.filter((alike) => !proved.includes(alike)),
    ...proved.filter((alike) => !wanted.includes(alike)),
  ];
  return differing.length === 0 && proved[0] === wanted[0]
    ? passed('certificate', 'the same marks and classes as certificate.json, under other names')
    : failed(
        'certificate',
        `other classes than in the drill itself (${differing.join('; ') || proved[0]}): find what an address or a name decides`,
      );
}

/** Each class as one text, whatever the order of its rivals. */
function classesOf({ classes }: Certificate, carry: (id: string) => string): string[] {
  return classes.map(({ rivals }) => rivals.map(carry).sort().join(', '));
}
