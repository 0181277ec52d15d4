import type { Step } from '../../../lib/index.ts';
import {
  formatIpLink,
  formatIpLinkBrief,
  type LinkRow,
  selectLinks,
} from '../../../machine/formats/index.ts';
import type { Sys } from '../../../machine/os/index.ts';
import { lookupDevice } from '../../../model/state/index.ts';
import { print } from '../spec.ts';
import { type IpOptions, linkFormat } from './ip-options.ts';
import { NotModelled, Refusal } from './refusal.ts';
import type { Words } from './words.ts';
import { seesMounts } from './netns-names.ts';

/** Kinds iproute2 names that the model never makes: a listing by one of them is empty. */
export const OTHER_KINDS = [
  'bond',
  'can',
  'geneve',
  'gre',
  'gretap',
  'ifb',
  'ip6tnl',
  'ipip',
  'ipvlan',
  'ipvtap',
  'macsec',
  'macvtap',
  'nlmon',
  'sit',
  'team',
  'tun',
  'vcan',
  'vrf',
  'wireguard',
  'xfrm',
];

/** Whether a device is of a kind as `type KIND` names it; network cards and lo have none. */
export function isKind(row: LinkRow, kind: string): boolean {
  if (kind === 'bridge_slave') return row.master?.kind === 'bridge';
  return row.device.kind === kind;
}

/** `ip link show`. */
export function* showLinks(sys: Sys, options: IpOptions, words: Words): Step<number> {
  let name: string | undefined;
  let up = false;
  let master: string | undefined;
  let nomaster = false;
  let type: string | undefined;
  while (!words.done) {
    const word = words.take();
    if (word === 'up') up = true;
    else if (word === 'master') master = words.take();
    else if (word === 'nomaster') nomaster = true;
    else if (word === 'type') type = words.take();
    else if (word === 'group' || word === 'vrf') throw new NotModelled(`link show ${word}`);
    else if (name !== undefined && word !== 'dev')
      throw new Refusal(`Error: either "dev" is duplicate, or "${word}" is a garbage.\n`, 255);
    else name = word === 'dev' ? words.take() : word;
  }
  for (const wanted of [name, master])
    if (wanted !== undefined && !lookupDevice(options.netns, wanted))
      throw new Refusal(`Device "${wanted}" does not exist.\n`, 1);
  const format = linkFormat(sys, options);
  let text = '';
  for (const row of selectLinks(sys.world, options.netns, seesMounts(sys))) {
    if (name !== undefined && row.device.name !== name) continue;
    if (up && !row.device.up) continue;
    if (master !== undefined && row.master?.name !== master) continue;
    if (nomaster && row.master) continue;
    if (type !== undefined && !isKind(row, type)) continue;
    text += options.brief
      ? `${formatIpLinkBrief(row)}\n`
      : `${formatIpLink(row, 'link', format).join(options.oneline ? '\\' : '\n')}\n`;
  }
  yield* print(sys, text);
  return 0;
}
