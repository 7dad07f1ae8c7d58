import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, Visitor } from './browser.js';
import { Owner } from './owner.js';
import { Chatku } from './processes.js';
import { Website } from './website.js';

let chatku: Chatku;
let site: Website;
let chromium: Browser;

beforeAll(async () => {
  chatku = await Chatku.start();
  site = await Website.start(chatku);
  const owner = await Owner.signIn(chatku);
  await owner.allow(site.botId, site.origin);
  chromium = await launchChromium({ bfcache: true });
});
afterAll(async () => {
  await chromium?.close();
  await site?.stop();
  await chatku?.stop();
});

test('API killed mid-chat: nothing acknowledged is lost or doubled, and the widget recovers by itself', async () => {
  const context = await chromium.newContext();
  const visitor = await Visitor.enter(context, site.page('/kill', { head: site.identitySnippet('kill-1') }));
  await visitor.becomes('verified');
  await visitor.openChat();
  for (let i = 0; i < 3; i++) await visitor.write(`before ${i}`);
  await visitor.sees('before 2');
  await chatku.kill();
  await visitor.write('while it was dead');
  await visitor.sees('while it was dead');
  await chatku.revive();
  await visitor.page.waitForFunction(() => window.$chatbot.getIdentity().kind === 'verified');
  await visitor.write('after it came back');
  await visitor.sees('after it came back');

  const other = await Visitor.enter(
    await chromium.newContext(),
    site.page('/kill', { head: site.identitySnippet('kill-1') }),
  );
  await other.becomes('verified');
  await other.openChat();
  await other.sees('after it came back');
  await other.sees('while it was dead');
  for (const text of ['before 0', 'before 1', 'before 2', 'while it was dead', 'after it came back']) {
    expect([text, await other.sentCount(text)]).toEqual([text, 1]);
  }
  await other.page.context().close();
  await context.close();
});

test('a page restored from the back/forward cache after logout asks before it paints', async () => {
  const context = await chromium.newContext();
  const userId = 'bf-1';
  const visitor = await Visitor.enter(context, site.page('/bf', { head: site.identitySnippet(userId) }));
  await visitor.becomes('verified');
  await visitor.openChat();
  await visitor.write('words before leaving');
  await visitor.sees('words before leaving');
  await visitor.page.evaluate(() => {
    window.addEventListener('pageshow', (event) => {
      (window as unknown as { restored: boolean }).restored = event.persisted;
    });
  });
  await visitor.page.goto(site.page('/elsewhere', { withoutBot: true }));
  const other = await Visitor.enter(context, site.page('/bf2', { head: site.identitySnippet(userId) }));
  await other.becomes('verified');
  await other.page.evaluate(() => window.$chatbot.logout());
  // Playwright's own goBack waits for a load, and a page from the cache loads nothing.
  await visitor.page.evaluate(() => history.back());
  await visitor.page.waitForURL(/\/bf$/, { waitUntil: 'commit' });
  const wasPainted = await visitor.watchFor('words before leaving');
  expect(await visitor.page.evaluate(() => (window as unknown as { restored: boolean }).restored)).toBe(true);
  await visitor.page.waitForFunction(() => window.$chatbot.getIdentity().kind !== 'verified');
  await visitor.page.waitForTimeout(1_000);
  expect(await wasPainted()).toBe(false);
  await context.close();
});
