import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'import-law',
    include: ['*.test.mjs'],
    environment: 'node',
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
