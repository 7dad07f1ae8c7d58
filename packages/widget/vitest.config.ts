import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { chromiumArgs, findChromium } from '../../tooling/test/browser.mjs';

const conditions = ['source', 'import', 'module', 'default'];

/** Logic without a page: the engine against a scripted server, words, markdown, colours. */
const node: TestProjectConfiguration = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    name: 'widget:node',
    environment: 'node',
    include: ['src/**/*.test.ts'],
    exclude: ['src/**/*.browser.test.ts', 'src/i18n/**'],
    // Switches a guard off where `pnpm threats` asks for it.
    setupFiles: ['src/engine/faults-setup.fixture.ts'],
  },
};

const chromium = (executablePath: string): TestProjectConfiguration => ({
  resolve: { conditions: [...conditions, 'browser'] },
  // Found late, a dependency would reload the page in the middle of the run.
  optimizeDeps: { include: ['axe-core', 'lit/html.js', 'lit/directives/keyed.js', 'lit/directives/repeat.js'] },
  test: {
    name: 'widget:chromium',
    // The words ask the browser for its languages.
    include: ['src/**/*.browser.test.ts', 'src/i18n/*.test.ts'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: { executablePath, args: [...chromiumArgs] } }),
      instances: [{ browser: 'chromium' }],
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
