import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Sixteen colours: Ink reads the depth once, when it is imported, so the screens are the same at a desk and on CI.
    env: { FORCE_COLOR: '1' },
    setupFiles: ['netdrill/testing/vitest'],
  },
});
