import type { NetDevice } from '../../../model/state/index.ts';
import { NotModelled } from './refusal.ts';
import type { Words } from './words.ts';

/** `type bridge_slave hairpin on`, `type bridge ageing_time N`. */
export function typeSettings(device: NetDevice, words: Words): (() => void)[] {
  const settings: (() => void)[] = [];
  const kind = words.take();
  while (!words.done) {
    const word = words.take();
    if (kind === 'bridge_slave' && device.port) {
      const { port } = device;
      if (word === 'hairpin' || word === 'learning' || word === 'flood') {
        const value = words.onOff(word);
        settings.push(() => {
          port[word] = value;
        });
        continue;
      }
      if (word === 'cost' || word === 'priority') {
        const value = words.number(`${word} is invalid`);
        settings.push(() => {
          if (word === 'cost') port.pathCost = value;
          else port.priority = value;
        });
        continue;
      }
    }
    if (kind === 'bridge' && device.kind === 'bridge') {
      if (word === 'ageing_time') {
        // Hundredths of a second.
        const value = words.number('invalid ageing_time');
        settings.push(() => {
          device.ageing = value * 10_000;
        });
        continue;
      }
      if (word === 'mcast_snooping') {
        const value = words.number('invalid mcast_snooping') !== 0;
        settings.push(() => {
          device.mcastSnooping = value;
        });
        continue;
      }
    }
    if (kind === 'vxlan' && device.kind === 'vxlan' && word === 'ageing') {
      const value = words.number('ageing timer');
      settings.push(() => {
        device.ageing = value * 1_000_000;
      });
      continue;
    }
    throw new NotModelled(`link set type ${kind} ${word}`);
  }
  return settings;
}
