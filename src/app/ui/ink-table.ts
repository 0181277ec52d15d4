import { createRequire } from 'node:module';
import * as ink from 'ink';
import * as react from 'react';
import type { ComponentType, ReactNode } from 'react';

/** Rows of a table: the same keys in each. */
export interface TableProps {
  data: Record<string, string>[];
  padding?: number;
  /** Draw the names of columns, and the lines between cells. */
  header?: ComponentType<{ children: ReactNode }>;
  skeleton?: ComponentType<{ children: ReactNode }>;
}

/**
 * ink-table 3.1 is CommonJS and requires Ink, which cannot be required (top-level await). Handing it the Ink and React that are
 * loaded already, under the file names it would resolve, is what makes it work, in a bundle as well.
 */
function load(): ComponentType<TableProps> {
  const require = createRequire(import.meta.url);
  for (const [name, loaded] of [
    ['ink', ink],
    ['react', react],
  ] as const) {
    const file = require.resolve(name);
    require.cache[file] = {
      id: file,
      filename: file,
      loaded: true,
      exports: loaded,
      children: [],
      paths: [],
      path: file,
    } as never;
  }
  const table = require('ink-table') as { default: ComponentType<TableProps> } | ComponentType<TableProps>;
  return 'default' in table ? table.default : table;
}

/** ink-table's component. It measures with `String.length`: pad wide text with {@link evenLength}. */
export const Table = load();

/** Adds a zero-width character for every wide one, so that length and display width agree. */
export function evenLength(text: string, width: number): string {
  return text + '\u2060'.repeat(Math.max(0, width - text.length));
}
