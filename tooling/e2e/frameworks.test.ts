import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Visitor } from './browser.js';
import { buildApp, FRAMEWORKS } from './framework-build.js';
import { Stage } from './stage.js';

/*
 * What the console gives users of a framework, letter for letter, built with that framework and run. Angular's and Next.js'
 * are only parsed (apps/console/src/snippets/installs.test.ts): their builds weigh more than the rest of this repository.
 */

let stage: Stage;
let context: BrowserContext;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatku-framework-'));
  stage = await Stage.set();
});
afterAll(async () => {
  await stage?.strike();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  context = await stage.chromium.newContext({ locale: 'en' });
});
afterEach(() => context.close());

describe.each(FRAMEWORKS)('the snippet for %s', (framework) => {
  test('brings the chat, once, however often the component comes and goes', async () => {
    const { chatku, site } = stage;
    const app = await buildApp(framework, `${chatku.url}/w/${site.botId}.js`, await mkdtemp(join(folder, 'app-')));
    site.serve(app.files);
    const address = site.page(`/${framework}`, {
      withoutBot: true,
      body: `<div id="app"></div><script type="module" src="${app.entry}"></script>`,
    });
    const visitor = await Visitor.enter(context, address);
    await visitor.launcher.waitFor();
    expect(await visitor.launcher.count()).toBe(1);
    await visitor.page.evaluate(() => {
      const { hide, show } = window as unknown as { hide(): void; show(): void };
      hide();
      show();
    });
    await visitor.openChat();
    await visitor.sees('Selamat datang');
    expect(await visitor.page.locator(`script[src^="${chatku.url}/w/"]`).count()).toBe(1);
    expect(visitor.witness.errors).toEqual([]);
    expect(visitor.witness.lines.filter((line) => line.startsWith('Chatku'))).toEqual([]);
  });
});
