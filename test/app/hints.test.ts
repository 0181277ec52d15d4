import { expect, test } from 'vitest';
import { drilled } from './drilled.ts';

test('hints follow from what the learner knows: place, program, command, and enough', async () => {
  const hints = async (script: string) => {
    const app = await drilled(script);
    await app.press('Enter');
    for (let n = 0; n < 3; n++) await app.press('F4', 'y');
    const texts = app.runner.state.play?.hints ?? [];
    const suspects = app.runner.state.play?.suspects;
    await app.close();
    return { texts, left: suspects?.left ?? 0 };
  };
  /** Where the third hint says to type what, and how many suspects it would leave. */
  const advice = (texts: readonly { en: string; zh: string }[]) => {
    const [place, program, command] = texts.map(({ en }) => en);
    const where = /, (\S+) is the place to ask next/.exec(place)?.[1];
    expect(program).toMatch(new RegExp(`ask ${where} with \\S+ next`));
    const line = new RegExp(`^Type on ${where}: (.*?)  It would leave (\\d+) of (\\d+) suspects\\.$`).exec(
      command,
    );
    return { script: `on ${where}\n$ ${line?.[1]}\n`, leaves: Number(line?.[2]), of: Number(line?.[3]) };
  };
  const nothing = await hints('');
  const first = advice(nothing.texts);
  expect(first.of).toBe(27);
  for (const { zh } of nothing.texts) expect(zh).toMatch(/嫌疑从 27 个减到 \d+ 个/);

  // Whoever did that is told something else, and it left what the hint said.
  const after = await hints(first.script);
  expect(after.left).toBe(first.leaves);
  const second = advice(after.texts);
  expect(second.of).toBe(first.leaves);
  const told = await hints(first.script + second.script);
  // One suspect is left: nothing is to be tested any more, and the author's hint helps to read what was seen.
  expect(told.left).toBe(second.leaves);
  expect(told.left).toBe(1);
  for (const { en, zh } of told.texts) {
    expect(en).toMatch(/^What you have seen is enough: .*further\. \S/);
    expect(zh).toMatch(/^你看到的已经足够/);
  }

  // Half-way there, a hint counts from what is left.
  const half = await hints('on over-128\n$ ip neigh\n');
  expect(half.left).toBeLessThan(nothing.left);
  expect(half.texts[2]?.en).toMatch(new RegExp(`It would leave \\d+ of ${half.left} suspects`));
});
