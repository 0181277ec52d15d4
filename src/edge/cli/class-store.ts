import { type Gradebook, GradebookError, openGradebook } from '../gradebook/index.ts';
import type { Invocation } from './arguments.ts';
import { UsageError } from './usage-error.ts';

/** Milliseconds to wait where the class's server writes at the moment. */
const PATIENCE = 10_000;

/** The option that names a gradebook. */
export const storeOption = {
  name: 'store',
  value: 'PATH|URL',
  summary: "the class's gradebook: a file, or postgres://USER@HOST/DATABASE",
};

/**
 * Opens the gradebook that the options name, uses it and closes it. What it cannot do is bad input.
 *
 * @param create whether it is made where there is none
 */
export async function withGradebook<T>(
  { options }: Invocation,
  verb: string,
  use: (book: Gradebook) => Promise<T>,
  create = false,
): Promise<T> {
  const target = options.get('store');
  if (target === undefined)
    throw new UsageError(`netdrill ${verb}: name the class's gradebook: --store ${storeOption.value}`);
  try {
    const book = await openGradebook(target, { create, patience: PATIENCE });
    try {
      return await use(book);
    } finally {
      await book.close();
    }
  } catch (error) {
    if (error instanceof GradebookError) throw new UsageError(`netdrill ${verb}: ${error.message}`);
    throw error;
  }
}

/** The attempts that `--class` and `--drill` choose. */
export function chosenAttempts({ options }: Invocation): { class?: string; drill?: string } {
  return { class: options.get('class'), drill: options.get('drill') };
}

/** Options of `chosenAttempts`. */
export const choiceOptions = [
  { name: 'class', value: 'CLASS', summary: 'this class alone' },
  { name: 'drill', value: 'DRILL', summary: 'this drill alone' },
];
