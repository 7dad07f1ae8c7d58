import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'threats',
    include: ['**/*.test.mjs'],
    environment: 'node',
  },
});
