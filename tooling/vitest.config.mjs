import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = dirname(fileURLToPath(import.meta.url));

/** Folders that are suites of their own: the import law, the consumers, the end-to-end laws and others. */
const suites = readdirSync(here).filter((name) =>
  ['ts', 'mts', 'mjs'].some((extension) => existsSync(join(here, name, `vitest.config.${extension}`))),
);

/** The tests of the commands themselves, and of everything here that is no suite of its own. */
export default defineConfig({
  test: {
    name: 'tooling',
    include: ['**/*.test.mjs'],
    exclude: ['**/node_modules/**', ...suites.map((name) => `${name}/**`)],
    environment: 'node',
    // Real programs are started here, on a machine that may be busy with others.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
