import { existsSync } from 'node:fs';
import { playwright } from '@vitest/browser-playwright';
import { defaultClientConditions, defaultServerConditions } from 'vite';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { previewStandIn } from './far-end/preview-stand-in.js';

/** The browser to test in: the one named in the environment, or what Linux distributions and macOS install. */
function findChromium(): string {
  const candidates = [
    process.env['CHATKU_CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    throw new Error(
      'No Chromium found. Name one in CHATKU_CHROMIUM, or leave the browser out with CHATKU_SKIP_BROWSER=1.',
    );
  }
  return found;
}

const fromSource = {
  resolve: { conditions: ['source', ...defaultClientConditions] },
  ssr: { resolve: { conditions: ['source', ...defaultServerConditions] } },
};

const node: TestProjectConfiguration = {
  ...fromSource,
  test: {
    name: 'console:node',
    environment: 'node',
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.browser.test.ts'],
  },
};

/** The elements, in a page; the network's far end is a workspace in memory. */
const chromium = (): TestProjectConfiguration => ({
  ...fromSource,
  plugins: [previewStandIn()],
  optimizeDeps: {
    // Found late, a dependency would reload the page in the middle of the run.
    include: [
      '@lit/context',
      'axe-core',
      'lit',
      'lit/decorators.js',
      'lit/directive.js',
      'lit/directives/keyed.js',
      'lit/directives/live.js',
      'lit/directives/repeat.js',
      'valibot',
    ],
  },
  test: {
    name: 'console:chromium',
    include: ['src/**/*.browser.test.ts'],
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        launchOptions: {
          executablePath: findChromium(),
          args: [
            '--no-sandbox',
            '--disable-background-networking',
            '--disable-component-update',
            '--disable-sync',
            '--disable-quic',
            '--no-first-run',
          ],
        },
      }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

/** The console as it is built and served: strict policy, real sockets, real addresses. */
const built = (): TestProjectConfiguration => ({
  ...fromSource,
  test: {
    name: 'console:built',
    environment: 'node',
    include: ['built/**/*.test.ts'],
    env: { CHATKU_CHROMIUM: findChromium() },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default defineConfig({
  test: { projects: process.env['CHATKU_SKIP_BROWSER'] === '1' ? [node] : [node, chromium(), built()] },
});
