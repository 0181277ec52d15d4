import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Screens show 16 colours; Ink reads the colour depth once, when it is imported.
    env: { FORCE_COLOR: '1' },
    globalSetup: ['test/build.ts'],
    exclude: ['test/fixtures/**'],
  },
});
