import { afterAll, beforeAll, expect, test } from 'vitest';
import { Visitor } from './browser.js';
import { NextBuild } from './next-build.js';
import { Stage } from './stage.js';

let stage: Stage;
let next: NextBuild;

beforeAll(async () => {
  stage = await Stage.set();
  next = await NextBuild.make();
});
afterAll(async () => {
  await stage?.strike();
  await next?.remove();
});

test('pages left open over an upgrade go on, whatever they had loaded of the build that is gone', async () => {
  const { chatku, site, chromium } = stage;
  const context = await chromium.newContext({ locale: 'en' });
  const onlyLauncher = await Visitor.enter(context, site.page('/launcher'));
  await onlyLauncher.launcher.waitFor();
  const identified = await Visitor.enter(context, site.page('/known', { head: site.identitySnippet('upgrade-1') }));
  await identified.becomes('verified');
  const chatting = await Visitor.enter(await chromium.newContext({ locale: 'en' }), site.page('/chatting'));
  await chatting.openChat();
  await chatting.sees('Selamat datang');

  await chatku.rest();
  await chatku.revive(next.main);
  const loader = await (await fetch(`${chatku.url}/w/${site.botId}.js`)).text();
  expect(loader).toContain(next.hash);

  await onlyLauncher.openChat();
  await onlyLauncher.sees('Selamat datang');
  await onlyLauncher.write('opened after the upgrade');
  await onlyLauncher.sees('Please choose one of the answers');
  expect(await onlyLauncher.page.evaluate(() => window.nextBuild)).toEqual(expect.arrayContaining(['chat', 'en']));

  await identified.becomes('verified');
  await identified.openChat();
  await identified.sees('Selamat kembali');
  expect(await identified.page.evaluate(() => window.nextBuild)).toEqual(expect.arrayContaining(['panel', 'en']));

  // The words of another language are a part of their own, named by the build that is gone.
  await chatting.page.evaluate(() => window.$chatbot.setLocale('ms'));
  await chatting.page.waitForFunction(() => window.nextBuild?.includes('ms'));
  await chatting.write('written after the upgrade');
  await chatting.sees('Please choose one of the answers');

  for (const { page, witness } of [onlyLauncher, identified, chatting]) {
    expect(witness.errors).toEqual([]);
    await page.context().close();
  }
}, 60_000);
