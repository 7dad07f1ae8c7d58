import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Siblings are read from their source, so that tests need no build.
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  // Nothing in this room keeps anything: its files may share their modules.
  test: { include: ['src/**/*.test.ts'], testTimeout: 60_000, isolate: false },
});
