import type { HarmlessTest } from '../diagnosis/index.ts';
import { type Classes, classOf, separator } from './classes.ts';

/** What the gate proved about a drill; kept beside it as certificate.json. */
export interface Certificate {
  formatVersion: 1;
  scenario: string;
  seed: number;
  /** Marks of solve.session and wrong.session. */
  solve: number;
  wrong: number;
  /** Classes of rivals that no harmless command separates, the true cause's first. */
  classes: { rivals: string[]; toldBy?: HarmlessTest }[];
}

/** Which class holds what, and the harmless command that tells it from the true cause. */
export function certify(
  about: Omit<Certificate, 'formatVersion' | 'classes'>,
  sorted: Classes,
  truth: string,
): Certificate {
  const { tests, classes } = sorted;
  const own = classOf(sorted, truth);
  const others = classes.filter((alike) => alike !== own);
  return {
    formatVersion: 1,
    ...about,
    classes: [
      ...(own ? [{ rivals: own.map(({ hypothesis }) => hypothesis.id) }] : []),
      ...others.map((alike) => {
        const rivals = alike.map(({ hypothesis }) => hypothesis.id);
        const test = own && separator(tests, own[0].answers, alike[0].answers);
        return test ? { rivals, toldBy: { where: test.where, line: test.line } } : { rivals };
      }),
    ],
  };
}
