import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, Visitor } from './browser.js';
import { Owner } from './owner.js';
import { Chatku } from './processes.js';
import { Website } from './website.js';

let chatku: Chatku;
let site: Website;
let owner: Owner;
let chromium: Browser;

beforeAll(async () => {
  chatku = await Chatku.start();
  site = await Website.start(chatku);
  owner = await Owner.signIn(chatku);
  await owner.allow(site.botId, site.origin);
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium?.close();
  await site?.stop();
  await chatku?.stop();
});

const SCREENS = [
  { width: 320, height: 640 },
  { width: 1280, height: 800 },
];
const LOCALES = ['en', 'ms', 'zh-CN'];
const SCHEMES = ['light', 'dark'] as const;

describe.each(LOCALES)('in %s', (locale) => {
  describe.each(SCHEMES)('%s', (colorScheme) => {
    test.each(SCREENS)('axe finds nothing in an open chat at $width px', async (viewport) => {
      const context = await chromium.newContext({ locale, colorScheme, viewport });
      const visitor = await Visitor.enter(context, site.page('/axe', { head: site.identitySnippet('axe-user') }));
      await visitor.becomes('verified');
      await visitor.openChat();
      await visitor.log.getByText('Selamat kembali', { exact: false }).first().waitFor();
      const { violations } = await new AxeBuilder({ page: visitor.page }).include('chatku-chat').analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])).toEqual([]);
      await context.close();
    });

    test.each(SCREENS)('axe finds nothing in the console at $width px', async (viewport) => {
      const context = await chromium.newContext({ locale, colorScheme, viewport });
      await context.addCookies([{ ...owner.sessionCookie, url: chatku.url }]);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(String(error)));
      const { botId } = site;
      for (const path of ['bots', `bots/${botId}/settings/display-style/custom-user-id`, 'conversations', 'contacts']) {
        await page.goto(`${chatku.url}/console/${path}`);
        await page.getByRole('heading', { level: 1 }).first().waitFor();
        await page.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect([path, violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])]).toEqual([
          path,
          [],
        ]);
      }
      expect(errors).toEqual([]);
      await context.close();
    });
  });
});
