import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Visitor } from './browser.js';
import { Ledger } from './ledger.js';
import { Stage } from './stage.js';

let stage: Stage;
let context: BrowserContext;

beforeAll(async () => {
  stage = await Stage.set();
});
afterAll(() => stage?.strike());
beforeEach(async () => {
  context = await stage.chromium.newContext({ locale: 'en' });
});
afterEach(() => context.close());

const scriptOf = (botId: string, attributes = ''): string =>
  `<script src="${stage.chatku.url}/w/${botId}.js" ${attributes}></script>`;

/** All the ways to listen, each counting its calls under a name. */
const listen = (when: string): void => {
  const { calls } = window;
  const counting = (way: string) => {
    const name = `${when}, ${way}`;
    calls[name] = 0;
    return ({ type, target }: Event): void => {
      const isRight = type === 'chatbot:ready' && target === window && document.readyState !== 'loading';
      calls[name] = isRight ? (calls[name] ?? 0) + 1 : Number.NaN;
    };
  };
  const READY = 'chatbot:ready';
  const add = (listener: EventListenerOrEventListenerObject, options?: AddEventListenerOptions): void =>
    window.addEventListener(READY, listener, options);
  const plain = counting('plain');
  add(plain);
  // As each mount of a component does: what the script has heard of is no new listener.
  for (const listener of window.attached) add(listener);
  if (window.$chatbot !== undefined) window.attached.push(plain);
  add(counting('once'), { once: true });
  add({ handleEvent: counting('an object') });
  const twice = counting('the same twice');
  add(twice);
  add(twice);
  add(counting('a signal'), { signal: new AbortController().signal });
  add(counting('a signal aborted before'), { signal: AbortSignal.abort() });
  const controller = new AbortController();
  add(counting('a signal aborted at once'), { signal: controller.signal });
  controller.abort();
  const removed = counting('removed');
  add(removed);
  window.removeEventListener(READY, removed);
  const again = counting('removed and attached again');
  add(again);
  window.removeEventListener(READY, again);
  add(again);
  const renewed = counting('a signal aborted, then another');
  const first = new AbortController();
  add(renewed, { signal: first.signal });
  first.abort();
  add(renewed, { signal: new AbortController().signal });
};

const ONCE = [
  'plain',
  'once',
  'an object',
  'the same twice',
  'a signal',
  'a signal aborted, then another',
  'removed and attached again',
];
const NEVER = ['a signal aborted before', 'a signal aborted at once', 'removed'];
const MOMENTS = ['before the script', 'right after the script', 'at ready', '5 s after ready'];

const LISTEN = `<script>window.calls = {}; window.attached = []; window.listen = ${listen}; window.listen('before the script');</script>`;
const LOADED = `onload="window.listen('right after the script')"`;

/** Where an installer puts the script. */
const PLACES: Record<string, () => { head?: string; body?: string }> = {
  'async in the head': () => ({ head: scriptOf(stage.site.botId, `async ${LOADED}`) }),
  'deferred in the head': () => ({ head: scriptOf(stage.site.botId, `defer ${LOADED}`) }),
  'blocking in the head': () => ({ head: scriptOf(stage.site.botId, LOADED) }),
  'at the end of the body': () => ({ body: scriptOf(stage.site.botId, LOADED) }),
  'injected after load': () => ({
    body: `<script>
      addEventListener('load', () => setTimeout(() => {
        const script = document.createElement('script');
        script.onload = () => window.listen('right after the script');
        script.src = '${stage.chatku.url}/w/${stage.site.botId}.js';
        document.head.append(script);
      }, 100));
    </script>`,
  }),
};

describe('chatbot:ready calls each listener once', () => {
  const counts = new Map<string, Record<string, number>>();

  // All pages at the same time: five seconds are enough for all.
  beforeAll(async () => {
    const together = await stage.chromium.newContext();
    const seen = Object.entries(PLACES).map(async ([place, tags]) => {
      const { head = '', body = '' } = tags();
      const url = stage.site.page(`/${place.replaceAll(' ', '-')}`, { head: LISTEN + head, body, withoutBot: true });
      const { page } = await Visitor.enter(together, url);
      await page.waitForFunction(() => window.$chatbot !== undefined);
      const calls = await page.evaluate(async () => {
        await window.$chatbot.ready;
        window.listen('at ready');
        await new Promise((resolve) => setTimeout(resolve, 5_000));
        window.listen('5 s after ready');
        await new Promise((resolve) => setTimeout(resolve, 100));
        return window.calls;
      });
      counts.set(place, calls);
    });
    await Promise.all(seen);
    await together.close();
  });

  test.each(Object.keys(PLACES))('with the script %s', (place) => {
    const wanted = MOMENTS.flatMap((moment) => [
      ...ONCE.map((way) => [`${moment}, ${way}`, 1]),
      ...NEVER.map((way) => [`${moment}, ${way}`, 0]),
    ]);
    expect(counts.get(place)).toEqual(Object.fromEntries(wanted));
  });
});

describe('a page that has one chat', () => {
  test('ignores a second script, the same bot’s or another’s, and says so', async () => {
    const other = await stage.owner.call<{ id: string }>('POST', 'bots', { name: 'Another bot' });
    await stage.owner.allow(other.id, stage.site.origin);
    const { botId } = stage.site;
    const url = stage.site.page('/twice', {
      head: `<script>window.calls = {}; addEventListener('chatbot:ready', () => { calls.ready = (calls.ready ?? 0) + 1; });</script>`,
      body: scriptOf(botId) + scriptOf(botId, 'data-second') + scriptOf(other.id),
      withoutBot: true,
    });
    const visitor = await Visitor.enter(context, url);
    await visitor.page.waitForLoadState('load');
    expect(await visitor.page.locator('chatku-chat').count()).toBe(1);
    expect(visitor.witness.lines.filter((line) => /second script ignored/.test(line))).toHaveLength(2);
    expect(await visitor.page.evaluate(() => window.calls)).toEqual({ ready: 1 });
    await visitor.openChat();
    await visitor.page.waitForFunction(() => window.$chatbot.getIdentity().kind === 'guest');
    expect(visitor.witness.requests.filter((line) => line.includes(other.id))).toHaveLength(1);
  });
});

describe('a bot nobody may talk to', () => {
  test('unknown and disabled get the same stub: it answers, shows nothing, keeps nothing', async () => {
    const { chatku, site, owner } = stage;
    const disabled = await owner.call<{ id: string }>('POST', 'bots', { name: 'Switched off' });
    await owner.allow(disabled.id, site.origin);
    await owner.changeBot(disabled.id, { enabled: false });
    const bots = { disabled: disabled.id, unknown: '0194f3a2-7c11-7d2e-9b5a-3f0c8e6d1a42', malformed: 'no-such-bot' };
    const answers = await Promise.all(
      Object.values(bots).flatMap((id) =>
        ['js', 'json'].map(async (type) => {
          const answer = await fetch(`${chatku.url}/w/${id}.${type}`);
          const headers = Object.fromEntries(answer.headers);
          return {
            type,
            status: answer.status,
            body: await answer.text(),
            cache: headers['cache-control'],
            tag: headers['etag'],
          };
        }),
      ),
    );
    for (const type of ['js', 'json']) {
      const [first, ...others] = answers.filter((answer) => answer.type === type);
      expect(first?.status).toBe(200);
      for (const answer of others) expect(answer).toEqual(first);
    }

    const before = await new Ledger(chatku).visitors();
    for (const [name, id] of Object.entries(bots)) {
      const url = site.page(`/${name}`, { head: scriptOf(id, 'async'), withoutBot: true });
      const visitor = await Visitor.enter(context, url);
      await visitor.page.waitForFunction(() => window.$chatbot !== undefined);
      const found = await visitor.page.evaluate(async () => {
        await window.$chatbot.ready;
        window.$chatbot.open();
        const identified = await window.$chatbot.setUser('somebody', { identifier_hash: 'a'.repeat(64) });
        await window.$chatbot.logout();
        const late = await new Promise((resolve) => addEventListener('chatbot:ready', ({ type }) => resolve(type)));
        return { identified, late, kept: [localStorage.length, sessionStorage.length, document.cookie] };
      });
      expect(found).toEqual({
        identified: { status: 'refused', code: 'bot_disabled' },
        late: 'chatbot:ready',
        kept: [0, 0, ''],
      });
      expect(await visitor.page.locator('chatku-chat').count()).toBe(0);
      expect(visitor.witness.requests.filter((line) => line.includes(chatku.url))).toHaveLength(1);
      expect(visitor.witness.errors).toEqual([]);
    }
    expect(await new Ledger(chatku).visitors()).toEqual(before);
  });
});

describe('a browser that is too old', () => {
  const LACKS = {
    'toSorted of arrays': () => {
      Reflect.deleteProperty(Array.prototype, 'toSorted');
    },
    'constructed style sheets': () => {
      Reflect.deleteProperty(Document.prototype, 'adoptedStyleSheets');
      Reflect.deleteProperty(ShadowRoot.prototype, 'adoptedStyleSheets');
      Reflect.deleteProperty(window, 'CSSStyleSheet');
    },
  };
  test.each(Object.entries(LACKS))('without %s reads a plain message, and the page goes on', async (_, take) => {
    await context.addInitScript(take);
    const visitor = await Visitor.enter(context, stage.site.page('/old'));
    await visitor.launcher.click();
    await visitor.page.getByText('Please update your browser to chat with us.').waitFor();
    expect(await visitor.setUser('somebody', { identifier_hash: stage.site.hash('somebody') })).toEqual({
      status: 'refused',
      code: 'browser_too_old',
    });
    expect(visitor.witness.errors).toEqual([]);
    expect(await visitor.page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
  });
});

describe('before the visitor does anything', () => {
  test('three seconds of a page make no call but the loader, keep nothing, and leave no row', async () => {
    const { chatku, site } = stage;
    const ledger = new Ledger(chatku);
    const before = await ledger.visitors();
    const visitor = await Visitor.enter(context, site.page('/nothing'));
    await visitor.launcher.waitFor();
    await visitor.page.waitForTimeout(3_000);
    const kept = await visitor.page.evaluate(async () => ({
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      caches: window.isSecureContext ? await caches.keys() : [],
    }));
    expect(kept).toEqual({ local: {}, session: {}, databases: [], caches: [] });
    expect(await context.cookies()).toEqual([]);
    const asked = visitor.witness.requests.filter((line) => line.includes(chatku.url));
    expect(asked).toEqual([`GET ${chatku.url}/w/${site.botId}.js`]);
    expect(await ledger.visitors()).toEqual(before);

    // And the same page, used: the count above is one that counts.
    await visitor.openChat();
    await visitor.becomes('guest');
    expect(await ledger.visitors()).toMatchObject({ contacts: before.contacts + 1, sessions: before.sessions + 1 });
  });
});

declare global {
  interface Window {
    calls: Record<string, number>;
    attached: EventListener[];
    listen(when: string): void;
  }
}
