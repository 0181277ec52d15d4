import type { Match } from '../../../model/state/index.ts';
import type { RuleWords } from './iptables-words.ts';

/** Octets of the IP packet, header included: `N`, `N:M`, `N:` or `:M`, refused in the words of iptables 1.8.9. */
export function packetLength(words: RuleWords, text: string, negated: boolean): Match {
  const parts = text.split(':');
  const bounds = parts.slice(0, 2).map((part, at) => {
    const near = parts.slice(at).join(':');
    const digits = /^\d*/.exec(part)?.[0] ?? '';
    if ((digits === '' && part !== '') || Number(digits) > 65535)
      throw words.problem(
        `length: bad value for option "--length" near "${near}", or out of range (0-65535).\n`,
      );
    if (digits !== part)
      throw words.problem(
        `length: Argument to "--length" has unexpected characters near "${near.slice(digits.length)}".\n`,
      );
    return digits === '' ? (at === 0 ? 0 : 65535) : Number(digits);
  });
  if (parts.length > 2) throw words.problem('length: Too many components for option "--length" (max: 2)\n');
  const [from, to = from] = bounds;
  return { kind: 'length', from, to, negated };
}
