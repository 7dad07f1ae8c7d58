import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'samples',
    include: ['*.test.mjs'],
    environment: 'node',
    // Compilers are started here, on a machine that may be busy with others.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
