import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // Screens show 16 colours; Ink reads the colour depth once, when it is imported.
    env: { FORCE_COLOR: '1' },
    // Only a guard against hanging: machines are small and noisy, and no test is about time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // As many as there are processors: vitest would leave one for watching.
    maxWorkers: '100%',
    // The files share the modules of the program, which keep no state: loading them anew for each took as long as the tests.
    isolate: false,
    globalSetup: ['test/build.ts'],
    setupFiles: ['src/edge/testing/match-screen.ts'],
    exclude: ['test/fixtures/**'],
  },
});
