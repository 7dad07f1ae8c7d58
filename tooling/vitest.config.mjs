import { defineConfig } from 'vitest/config';

/** The tests of the commands themselves. The import law, the consumers and the end-to-end suite have configs of their own. */
export default defineConfig({
  test: {
    name: 'tooling',
    include: ['{bootstrap,start,test,validate}/**/*.test.mjs'],
    environment: 'node',
    // Real programs are started here, on a machine that may be busy with others.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
