/** Signals that end a program, and their numbers. */
const NUMBERS = { SIGTERM: 15, SIGHUP: 1, SIGINT: 2, SIGQUIT: 3 } as const;
type EndingSignal = keyof typeof NUMBERS;

const ALL = Object.keys(NUMBERS) as EndingSignal[];

/**
 * Ends in order when a signal says so: `finish` gets 128 and its number, as a shell reports it.
 *
 * @param signals those that end it; a screen that gives Ctrl-C a meaning of its own leaves SIGINT out.
 * @returns what stops listening.
 */
export function endOnSignals(finish: (status: number) => void, signals = ALL): () => void {
  const onSignal = (name: EndingSignal) => finish(128 + NUMBERS[name]);
  for (const name of signals) process.on(name, onSignal);
  return () => {
    for (const name of signals) process.off(name, onSignal);
  };
}
