import { SIGNAL_NUMBERS, type SignalName } from '../../model/state/index.ts';

/** A signal by name or number, as `kill`, `pkill` and `timeout -s` take it; `undefined` for one the model does not deliver. */
export function readSignal(text: string): SignalName | undefined {
  const name = `SIG${text.toUpperCase().replace(/^SIG/, '')}`;
  if (name in SIGNAL_NUMBERS) return name as SignalName;
  return Object.entries(SIGNAL_NUMBERS).find(([, number]) => String(number) === text)?.[0] as
    | SignalName
    | undefined;
}
