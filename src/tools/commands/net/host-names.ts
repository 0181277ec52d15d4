import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { isFailure } from '../../../model/state/index.ts';
import { type Ipv4, parseIpv4 } from '../../../model/wire/index.ts';

/** Names of addresses from /etc/hosts. The model asks no name server backwards: what is not there stays a number. */
export function* readHostNames(sys: Sys): Step<(address: Ipv4) => string | undefined> {
  const text = yield* sys.readFile('/etc/hosts');
  const names = new Map<Ipv4, string>();
  if (!isFailure(text))
    for (const line of text.split('\n')) {
      const [address, name] = line.replace(/#.*/, '').trim().split(/\s+/);
      const value = address === undefined ? undefined : parseIpv4(address);
      if (value !== undefined && name !== undefined && !names.has(value)) names.set(value, name);
    }
  return (address) => names.get(address);
}
