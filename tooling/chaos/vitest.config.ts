import { defineConfig } from 'vitest/config';
import { IS_LONG } from './form.js';

const conditions = ['source', 'import', 'module', 'default'];

/** Real servers that are killed, starved and cut off. The short form belongs to `npm test`; `pnpm chaos` runs the long one. */
export default defineConfig({
  // The widget's engine is driven as it is written.
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'chaos',
    include: ['**/*.test.ts'],
    environment: 'node',
    // One file after another: each wants the machine for its own servers.
    fileParallelism: false,
    // A machine that is busy with others takes ten times as long to start a server.
    testTimeout: IS_LONG ? 3_600_000 : 600_000,
    hookTimeout: 300_000,
  },
});
