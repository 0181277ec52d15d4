import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Screens show 16 colours; Ink reads the colour depth once, when it is imported.
    env: { FORCE_COLOR: '1' },
    // Only a guard against hanging: machines are small and noisy, and no test is about time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    globalSetup: ['test/build.ts'],
    exclude: ['test/fixtures/**'],
  },
});
