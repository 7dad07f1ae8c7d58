import { createHmac } from 'node:crypto';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { chromiumArgs, findChromium } from '../../tooling/test/browser.mjs';

const node: TestProjectConfiguration = {
  test: {
    name: 'crypto:node',
    environment: 'node',
    include: ['src/**/*.test.ts'],
    // Nothing in this room keeps anything: its files may share their modules.
    isolate: false,
    // Switches a guard off where `pnpm threats` asks for it.
    setupFiles: ['testing/faults/setup.ts'],
  },
};

const chromium = (executablePath: string): TestProjectConfiguration => ({
  optimizeDeps: {
    // Found late, a dependency would reload the page in the middle of the run.
    include: [
      'fast-check',
      '@noble/hashes/hmac.js',
      '@noble/hashes/legacy.js',
      '@noble/hashes/sha2.js',
      '@noble/hashes/sha3.js',
      'jose/errors',
      'jose/jws/compact/sign',
      'jose/jws/compact/verify',
      'jose/jwt/sign',
      'jose/jwt/verify',
    ],
  },
  test: {
    name: 'crypto:chromium',
    include: ['src/**/*.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: { executablePath, args: [...chromiumArgs] },
      }),
      instances: [{ browser: 'chromium' }],
      // The test of agreement with node:crypto runs in the browser too; Node answers from here.
      commands: {
        nodeHmac: (_context, algorithm: string, pairs: [key: string, message: string][]) =>
          pairs.map(([key, message]) => createHmac(algorithm, key).update(message).digest('hex')),
      },
    },
  },
});

function projects(): TestProjectConfiguration[] {
  if (process.env['CHATKU_SKIP_BROWSER'] === '1') return [node];
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('No Chromium found. Name one in CHATKU_CHROMIUM, or leave the browser out: CHATKU_SKIP_BROWSER=1.');
  }
  return [node, chromium(executablePath)];
}

export default defineConfig({ test: { projects: projects() } });
