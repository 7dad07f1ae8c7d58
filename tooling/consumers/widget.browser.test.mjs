import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ROOT } from '../bootstrap/workspace.mjs';
import { chromiumArgs, findChromium } from '../test/browser.mjs';
import { becomeStranger } from './stranger.mjs';

/** The bundler of the widget's own room; which one a stranger has makes no difference to what is asked here. */
const viteFile = createRequire(join(ROOT, 'packages', 'widget', 'package.json')).resolve('vite');

/** @type {Awaited<ReturnType<typeof becomeStranger>>} */
let stranger;
/** @type {import('playwright-core').Browser} */
let browser;

beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('No Chromium was found; npm test gets one.');
  browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
  stranger = await becomeStranger({
    program: 'widget.ts',
    rooms: ['widget', 'crypto', 'schemas'],
    lib: ['ES2023', 'DOM'],
  });
});
afterAll(async () => {
  await browser?.close();
  stranger?.remove();
});

/** @returns {Promise<{ code: string, chunks: Map<string, string> }>} what a page would load */
async function bundle() {
  const { build } = /** @type {{ build(options: object): Promise<unknown> }} */ (
    await import(pathToFileURL(viteFile).href)
  );
  const result =
    /** @type {{ output: { type: string, fileName: string, isEntry?: boolean, code?: string, source?: string | Uint8Array }[] }} */ (
      await build({
        root: stranger.folder,
        configFile: false,
        logLevel: 'silent',
        build: { write: false, minify: false, rollupOptions: { input: join(stranger.folder, 'program.ts') } },
      })
    );
  const chunks = new Map(result.output.map((file) => [file.fileName, String(file.code ?? file.source ?? '')]));
  const entry = result.output.find(({ isEntry }) => isEntry);
  return { code: entry?.fileName ?? '', chunks };
}

test('a page that imports the widget and is bundled has the element, and it starts without an error', async () => {
  const { code, chunks } = await bundle();
  const page = await browser.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.route('**/*', (route) => {
    const url = new URL(route.request().url());
    if (url.hostname !== 'stranger.test') return route.abort();
    if (url.pathname === '/') {
      const body = `<!doctype html><title>Stranger</title><body><script type="module" src="/${code}"></script>`;
      return route.fulfill({ contentType: 'text/html', body });
    }
    const chunk = chunks.get(url.pathname.slice(1));
    return chunk === undefined ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: chunk });
  });
  await page.goto('http://stranger.test/');
  await page.waitForFunction(() => document.querySelector('chatku-widget') !== null);
  await page.waitForFunction(() => customElements.get('chatku-widget') !== undefined);
  await page.waitForFunction(() => document.querySelector('chatku-widget')?.shadowRoot != null);
  expect(errors).toEqual([]);
  await page.close();
});

test('nothing of the registry tarballs names Node in what a page would load', async () => {
  const { chunks } = await bundle();
  for (const [name, code] of chunks) expect(code, name).not.toMatch(/from ["']node:|require\(["']/);
});
