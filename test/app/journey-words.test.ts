import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { stepDetail, stepName } from '../../src/app/ui/journey-words.ts';

/** Every step of the recorded journeys: its kind and what it says. */
const steps = [
  ...readFileSync(new URL('../golden/journeys.txt', import.meta.url), 'utf8').matchAll(
    /^ {2}([a-z]+) +(.+)$/gm,
  ),
].map(([, kind, detail]) => ({ kind, detail }));

/** What stays as it is in any language: routes, protocols, chains, names of devices, counters of a ping. */
const KEPT =
  /\b(dev|via|src|udp|tcp|seq|ping|eth\d|ens\d+|br\d|veth\w+|vxlan\d|docker\w*|ens|filter|nat|mangle|raw|ACCEPT|DROP|[A-Z][A-Z0-9_-]+|[0-9a-f]{2}(:[0-9a-f]{2}){5})\b/g;

test('every step of a journey is said in Chinese', () => {
  expect(steps.length).toBeGreaterThan(80);
  const english = steps.filter(
    ({ kind, detail }) =>
      /[a-z]{2,}/.test(stepDetail(detail, 'zh').replace(KEPT, '')) ||
      (stepName(kind, 'zh') === kind && kind !== 'netfilter'),
  );
  expect(english.map(({ kind, detail }) => `${kind}: ${stepDetail(detail, 'zh')}`)).toEqual([]);
});

test('in English it is what the data plane said', () => {
  for (const { kind, detail } of steps)
    expect([stepName(kind, 'en'), stepDetail(detail, 'en')]).toEqual([kind, detail]);
});
