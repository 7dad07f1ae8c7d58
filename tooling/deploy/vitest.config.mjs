import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'deploy',
    include: ['*.test.mjs'],
    environment: 'node',
    // The product is laid out anew and started, on a machine that may be busy with others.
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
