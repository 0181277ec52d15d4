import { type BuildOptions, type Scenario, variantOf, variantTexts } from '../scenario/index.ts';
import type { Certificate } from './certificate.ts';
import { failed, type Finding, passed } from './finding.ts';
import { lintDrill } from './gate.ts';
import type { Scripts } from './sessions.ts';

/**
 * The gate on a variant of a drill, with the drill's own scripts carried over. `kept`, the certificate of the drill itself, has to agree
 * in what a mark hangs on: the marks of both scripts, the rivals, and which of them no command tells from the true cause. Which command
 * tells a rival apart is text, and whether two false causes are told from each other is settled by chance at times: what one world's two
 * runs print in another order is blanked.
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

/** How a difference in a part of a certificate is told. */
const WHAT = {
  rivals: 'other rivals than',
  alike: 'other rivals are alike with the true cause than',
} as const;

/** Whether what was proved of a variant is what was proved of the drill itself, whose ids `carry` takes over. */
export function compared(
  certificate: Certificate,
  kept: Certificate,
  carry: (text: string) => string,
): Finding {
  for (const script of ['solve', 'wrong'] as const)
    if (certificate[script] !== kept[script])
      return failed(
        'certificate',
        `${script} earns ${certificate[script]}, and ${kept[script]} in the drill itself: find what an address or a name decides`,
      );
  const proved = parts(certificate, (id) => id);
  const wanted = parts(kept, carry);
  for (const part of ['rivals', 'alike'] as const) {
    const differing = [...difference(wanted[part], proved[part]), ...difference(proved[part], wanted[part])];
    if (differing.length > 0)
      return failed(
        'certificate',
        `${WHAT[part]} in the drill itself (${differing.join(', ')}): find what an address or a name decides`,
      );
  }
  return passed('certificate', 'the same marks and rivals as in certificate.json, under other names');
}

/** Ids of all rivals of a certificate, and of those in the true cause's class. */
function parts(
  { classes }: Certificate,
  carry: (id: string) => string,
): { rivals: string[]; alike: string[] } {
  return {
    rivals: classes.flatMap(({ rivals }) => rivals.map(carry)),
    alike: (classes[0]?.rivals ?? []).map(carry),
  };
}

function difference(ids: readonly string[], others: readonly string[]): string[] {
  return ids.filter((id) => !others.includes(id));
}
