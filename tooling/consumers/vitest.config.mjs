import { defineConfig } from 'vitest/config';

const withoutBrowser = process.env.CHATKU_SKIP_BROWSER === '1';

export default defineConfig({
  test: {
    name: 'consumers',
    include: ['*.test.mjs'],
    exclude: withoutBrowser ? ['*.browser.test.mjs'] : [],
    environment: 'node',
    // Packs, and installs from the registry: as slow as the network.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
