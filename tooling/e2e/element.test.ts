import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Visitor } from './browser.js';
import { type Bundle, bundleWidget } from './bundle.js';
import { Ledger } from './ledger.js';
import { Stage } from './stage.js';

let stage: Stage;
let context: BrowserContext;
let folder: string;
let bundle: Bundle;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chatku-bundle-'));
  bundle = await bundleWidget(folder);
  stage = await Stage.set();
  stage.site.serve(bundle.files);
});
afterAll(async () => {
  await stage?.strike();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  context = await stage.chromium.newContext({ locale: 'en' });
});
afterEach(() => context.close());

type Layout = 'inline' | 'floating';

/** A page of a website that bundles the widget. */
const pageWith = (layout: Layout): string => {
  const { chatku, site } = stage;
  return site.page(`/${layout}`, {
    withoutBot: true,
    head: `<script type="module" src="/assets/${bundle.entry}"></script>`,
    body: `<div id="place"><chatku-widget bot-id="${site.botId}" api="${chatku.url}" layout="${layout}"></chatku-widget></div>`,
  });
};

const enter = async (layout: Layout): Promise<Visitor> => {
  const visitor = await Visitor.enter(context, pageWith(layout));
  await visitor.page.waitForFunction(() => window.$chatbot !== undefined);
  return visitor;
};

/** Floating it is opened; inline it is there, and touched. */
const comeIn = async (visitor: Visitor, layout: Layout): Promise<void> => {
  if (layout === 'floating') await visitor.openChat();
  else await visitor.composer.click();
};

describe.each(['inline', 'floating'] as const)('the %s element of the npm package', (layout) => {
  const userId = `element-${layout}`;
  const identify = (visitor: Visitor) =>
    visitor.setUser(userId, { name: userId, identifier_hash: stage.site.hash(userId) });

  test('identifies, sends, is answered, and shows the history after a reload and after being put elsewhere', async () => {
    const visitor = await enter(layout);
    expect((await identify(visitor)).status).toBe('verified');
    await comeIn(visitor, layout);
    await visitor.sees('Selamat kembali');
    await visitor.page.getByRole('button', { name: 'Talk to a person' }).click();
    await visitor.sees('A person has been called');
    await visitor.write(`words ${layout}`);
    const ledger = new Ledger(stage.chatku);
    await vi.waitFor(async () => expect(await ledger.messagesWith(`words ${layout}`)).toHaveLength(1), 5_000);

    await visitor.page.reload();
    expect((await identify(visitor)).status).toBe('verified');
    await comeIn(visitor, layout);
    await visitor.sees(`words ${layout}`);
    await visitor.sees('A person has been called');

    const sessions = await ledger.visitors();
    await visitor.page.evaluate(() => {
      const widget = document.querySelector('chatku-widget');
      Object.assign(window, { widget });
      widget?.remove();
    });
    await visitor.log.waitFor({ state: 'detached' });
    expect((await visitor.identity()).kind).toBe('verified');
    await visitor.page.evaluate(() => document.body.append((window as unknown as { widget: Element }).widget));
    await visitor.sees(`words ${layout}`);
    await visitor.page.evaluate(() => {
      const place = document.querySelector('#place');
      const { widget } = window as unknown as { widget: Element };
      widget.remove();
      const again = widget.cloneNode() as Element;
      place?.append(again);
    });
    await visitor.sees(`words ${layout}`);
    await visitor.write(`more words ${layout}`);
    await vi.waitFor(async () => expect(await ledger.messagesWith(`more words ${layout}`)).toHaveLength(1), 5_000);
    expect(await visitor.sentCount(`more words ${layout}`)).toBe(1);
    // It was one page view all the time.
    expect(await ledger.visitors()).toEqual(sessions);
    expect(visitor.witness.lines.filter((line) => line.startsWith('Chatku'))).toEqual([]);
    expect(visitor.witness.errors).toEqual([]);
  });

  test('asks for nothing but the looks, keeps nothing and leaves no row before the visitor does anything', async () => {
    const ledger = new Ledger(stage.chatku);
    const before = await ledger.visitors();
    const visitor = await enter(layout);
    await (layout === 'floating' ? visitor.launcher : visitor.composer).waitFor();
    // Longer than the grace after which an opened chat makes its guest.
    await visitor.page.waitForTimeout(2_000);
    const calls = visitor.witness.requests.filter((line) => line.includes(stage.chatku.url));
    const looks = `GET ${stage.chatku.url}/w/${stage.site.botId}.json`;
    // An open panel shows the bot's picture, which belongs to its looks.
    const picture = `GET ${stage.chatku.url}/w/a/${stage.site.botId}/`;
    expect(calls.filter((line) => layout === 'floating' || !line.startsWith(picture))).toEqual([looks]);
    expect(await visitor.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
    expect(await ledger.visitors()).toEqual(before);
    await comeIn(visitor, layout);
    await visitor.sees('Selamat datang');
  });

  test('of a bot that is switched off shows nothing, and identifies nobody', async () => {
    await stage.owner.changeBot(stage.site.botId, { enabled: false });
    try {
      const visitor = await enter(layout);
      expect(await identify(visitor)).toEqual({ status: 'refused', code: 'bot_disabled' });
      expect(await visitor.page.locator('chatku-widget').getByRole('button').count()).toBe(0);
      expect(await visitor.page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0);
      expect(visitor.witness.lines.join('\n')).toMatch(/Chatku: the chat cannot be shown/);
    } finally {
      await stage.owner.changeBot(stage.site.botId, { enabled: true });
    }
  });
});
