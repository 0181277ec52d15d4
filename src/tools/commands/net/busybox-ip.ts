import type { Step } from '../../../lib/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { BUSYBOX_IP_USAGE, busyboxUsage } from './busybox-usage.ts';
import { ipAddress } from './ip-address.ts';
import { ipLink } from './ip-link.ts';
import { ipNeighbor } from './ip-neigh.ts';
import type { Family, IpOptions } from './ip-options.ts';
import { ipRoute } from './ip-route.ts';
import { ipRule } from './ip-rule.ts';
import { NotModelled, Refusal } from './refusal.ts';
import { abbreviated } from './words.ts';

const OBJECTS = ['address', 'route', 'link', 'tunnel', 'tunl', 'neigh', 'rule'];

/** busybox's `ip`: fewer options and objects, the same keyword language, netlink errors with its own prefix. */
export function* busyboxIp(sys: Sys): Step<number> {
  const options: IpOptions = {
    era: 'busybox',
    family: 'any',
    statistics: 0,
    details: false,
    brief: false,
    oneline: false,
    netns: sys.netns,
    words: [...sys.args],
  };
  const { words } = options;
  while (words[0]?.startsWith('-')) {
    const option = words.shift()!.replace(/^--?/, '');
    if (option === '4') options.family = 'inet';
    else if (option === '6') options.family = 'inet6';
    else if (option === '0') options.family = 'link';
    else if (option !== '' && 'oneline'.startsWith(option)) options.oneline = true;
    else if (option !== '' && 'family'.startsWith(option))
      options.family = (words.shift() ?? 'any') as Family;
    else throw new Refusal(busyboxUsage(BUSYBOX_IP_USAGE), 1);
  }
  const [word, ...rest] = words;
  try {
    switch (word === undefined ? undefined : abbreviated(word, OBJECTS)) {
      case 'address':
        return yield* ipAddress(sys, options, rest);
      case 'route':
        return yield* ipRoute(sys, options, rest);
      case 'link':
        return yield* ipLink(sys, options, rest);
      case 'neigh':
        return yield* ipNeighbor(sys, options, rest);
      case 'rule':
        return yield* ipRule(sys, options, rest);
      case 'tunnel':
      case 'tunl':
        if (rest.length === 0) return 0;
        throw new NotModelled('tunnel');
      default:
        throw new Refusal(busyboxUsage(BUSYBOX_IP_USAGE), 1);
    }
  } catch (problem) {
    if (problem instanceof Refusal)
      throw new Refusal(busyboxText(problem.text), problem.status === 255 ? 1 : problem.status);
    throw problem;
  }
}

/** busybox words the same complaints in its own way. */
function busyboxText(text: string): string {
  if (text.startsWith('BusyBox')) return text;
  const device = /^(?:Cannot find device|Device) "(.*?)"/.exec(text);
  if (device) return `ip: can't find device '${device[1]}'\n`;
  const command = /^Command "(.*?)" is unknown/.exec(text);
  if (command) return `ip: invalid argument '${command[1]}' to 'ip'\n`;
  const argument = /^Error: (?:any valid prefix|inet address) is expected rather than "(.*?)"/.exec(text);
  if (argument) return `ip: invalid argument '${argument[1]}' to 'prefix'\n`;
  return text.startsWith('RTNETLINK') ? `ip: ${text}` : `ip: ${text.replace(/^Error: /, '')}`;
}
