import { defineConfig } from 'vitest/config';

/** The laws, end to end: real processes, real sockets, a real Chromium. */
export default defineConfig({
  test: {
    name: 'e2e',
    include: process.env['CHATKU_SKIP_BROWSER'] === '1' ? ['./none/*'] : ['*.test.ts'],
    passWithNoTests: process.env['CHATKU_SKIP_BROWSER'] === '1',
    environment: 'node',
    // One file after another: each starts a server and a browser of its own.
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
