import { readFileSync } from 'node:fs';
import { build } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { shareCaches, sharedInkCaches } from '../../scripts/shared-ink-caches.mjs';

const source = readFileSync(new URL('../../node_modules/ink/build/output.js', import.meta.url), 'utf8');

/** Bundles Ink's output module as the build does, and loads the result. */
async function loadOutput(plugins: (typeof sharedInkCaches)[]) {
  const { output } = await build({
    input: 'node_modules/ink/build/output.js',
    write: false,
    platform: 'node',
    plugins,
  });
  return (await import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString('base64')}`))
    .default;
}

describe("Ink's caches in the bundle", () => {
  test('are shared between frames, and the frames stay the same', async () => {
    const Stock = await loadOutput([]);
    const Shared = await loadOutput([sharedInkCaches]);
    const frame = (Output: typeof Stock, text: string) => {
      const output = new Output({ width: 12, height: 2 });
      output.write(0, 0, text, { transformers: [] });
      output.write(3, 1, '\u001b[31m世界\u001b[39m', { transformers: [] });
      return { drawn: output.get(), caches: output.caches };
    };
    const first = frame(Shared, 'ip route');
    const second = frame(Shared, 'ip addr');
    expect(second.caches).toBe(first.caches);
    expect(frame(Stock, 'ip route').caches).not.toBe(frame(Stock, 'ip route').caches);
    expect([first.drawn, second.drawn]).toEqual([
      frame(Stock, 'ip route').drawn,
      frame(Stock, 'ip addr').drawn,
    ]);
  });

  test('a new Ink that looks different stops the build', () => {
    expect(shareCaches(source)).not.toContain('caches = new OutputCaches();');
    expect(() => shareCaches(source.replaceAll('new OutputCaches()', 'new Caches()'))).toThrow(/no single/);
  });
});
