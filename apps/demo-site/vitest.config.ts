import { defineConfig } from 'vitest/config';

// `source` lets a test run against the sources of @chatku/crypto, so that no build has to come first.
const conditions = ['source', 'node', 'import', 'default'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'demo-site',
    environment: 'node',
    include: ['src/**/*.test.ts'],
    exclude: process.env['CHATKU_SKIP_BROWSER'] === '1' ? ['src/**/*.browser.test.ts'] : [],
    // Switches a guard off where `pnpm threats` asks for it.
    setupFiles: ['src/faults-setup.fixture.ts'],
    // The browser tests wait for a real Chromium, which starts slowly where cores are shared.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
