import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';
import { POSTGRES_ONLY, SQLITE_ONLY } from './src/platform/testing/one-engine.js';
import { testEngine } from './src/platform/testing/test-engine.js';

export default defineConfig({
  // Siblings are read from their source, so that no package has to be built before its tests run.
  resolve: { conditions: ['source', 'module', 'node'] },
  ssr: { resolve: { conditions: ['source', 'module', 'node'] } },
  test: {
    include: ['src/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...Object.keys(testEngine === 'sqlite' ? POSTGRES_ONLY : SQLITE_ONLY)],
    environment: 'node',
    // Nest reads constructor types from the metadata that `reflect-metadata` holds.
    // The second one switches a guard off where `pnpm threats` asks for it.
    setupFiles: ['src/platform/testing/setup.ts', 'src/laws/faults/setup.ts'],
    // Names the run, and removes what it made on a database server.
    globalSetup: ['src/platform/testing/global-setup.ts'],
    pool: 'forks',
    // On SQLite the product is loaded once a worker, not once a file: half of the processor's time went there.
    isolate: testEngine === 'postgres',
    // Most of them wait for the disk: a core left free would stand idle.
    maxWorkers: Math.max(2, availableParallelism()),
    // Databases on a slow, shared disk: generous, and never what a test asserts.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
