import { PassThrough } from 'node:stream';
import { render } from 'ink';
import { expect, test } from 'vitest';
import { Column, Looking } from '../../src/app/ui/rows.tsx';

test('rows that stay as they are are compared and not drawn anew', () => {
  const reads = [0, 0, 0];
  const picture = (typed: string) => (
    <Looking theme="dark" ascii={false}>
      <Column
        rows={reads.map((_, row) => [
          {
            get text() {
              reads[row]++;
              return row === 1 ? typed : 'the same';
            },
          },
        ])}
        width={20}
        height={3}
      />
    </Looking>
  );
  const stdout = Object.assign(new PassThrough(), { columns: 20, rows: 3 }) as unknown as NodeJS.WriteStream;
  const app = render(picture('l'), { stdout, patchConsole: false });
  reads.fill(0);
  app.rerender(picture('ls'));
  // One read of the row as it was and one of the row as it is; whoever draws reads again.
  expect([reads[0], reads[2]]).toEqual([2, 2]);
  expect(reads[1]).toBeGreaterThan(2);
  app.unmount();
});
