import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Visitor } from './browser.js';
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

/** What some browsers, and some settings of all browsers, do not give a page. */
const LACKS = {
  'storage that throws when it is reached': () => {
    for (const name of ['localStorage', 'sessionStorage'] as const) {
      Object.defineProperty(window, name, {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    }
  },
  'storage that throws when it is read or written': () => {
    for (const name of ['getItem', 'setItem', 'removeItem'] as const) {
      Storage.prototype[name] = () => {
        throw new DOMException('denied', 'SecurityError');
      };
    }
  },
  'storage that is full': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  },
  'storage that is null': () => {
    for (const name of ['localStorage', 'sessionStorage'] as const) {
      Object.defineProperty(window, name, { value: null });
    }
  },
  'no BroadcastChannel': () => {
    Reflect.deleteProperty(window, 'BroadcastChannel');
  },
  'a BroadcastChannel that throws': () => {
    window.BroadcastChannel = class {
      constructor() {
        throw new DOMException('denied', 'SecurityError');
      }
    } as unknown as typeof BroadcastChannel;
  },
  'no locks': () => {
    Reflect.deleteProperty(Navigator.prototype, 'locks');
  },
};

describe.each(Object.entries(LACKS))('with %s', (name, take) => {
  test('a guest chats and then a user does', async () => {
    await context.addInitScript(take);
    const userId = `without-${name}`;
    const { site } = stage;
    const visitor = await Visitor.enter(context, site.page('/without'));
    await visitor.openChat();
    await visitor.sees('Selamat datang');
    await visitor.write('words of a guest');
    await visitor.page.waitForFunction(() => window.$chatbot.getIdentity().kind === 'guest');
    await visitor.sees('Please choose one of the answers');
    const proof = { name: userId, identifier_hash: site.hash(userId) };
    expect((await visitor.setUser(userId, proof)).status).toBe('verified');
    await visitor.write('words of a user');
    await visitor.sees('words of a user');
    await visitor.page.evaluate(() => window.$chatbot.logout());
    expect(await visitor.page.getByText('words of a user').count()).toBe(0);
    expect((await visitor.setUser(userId, proof)).status).toBe('verified');
    await visitor.sees('words of a user');
    expect(await visitor.sentCount('words of a user')).toBe(1);
    expect(visitor.witness.errors).toEqual([]);
  });
});

describe('in a frame of another website', () => {
  /** A page of `127.0.0.1` with a page of `localhost` in a frame: two sites to the browser. */
  const framed = (path: string, attributes: string): string => {
    const inner = stage.site.page(`${path}-inside`);
    const frame = `<iframe src="${inner}" ${attributes} width="500" height="700"></iframe>`;
    return stage.site.page(path, { body: frame, withoutBot: true }).replace('localhost', '127.0.0.1');
  };

  test.each([
    ['that is of a third party to the browser', ''],
    ['that is sandboxed and has no origin', 'sandbox="allow-scripts"'],
  ])('%s, where storage is denied: a guest chats and then a user does', async (name, attributes) => {
    const { owner, site } = stage;
    await owner.changeBot(site.botId, { null_origin_allowed: true });
    const visitor = await Visitor.enter(context, framed(`/${encodeURIComponent(name)}`, attributes));
    const inside = visitor.page.frames().find((frame) => frame.url().endsWith('-inside'));
    if (inside === undefined) throw new Error('There is no frame.');
    const reach = inside.evaluate(() => localStorage.length);
    await expect(reach).rejects.toThrow(/SecurityError/);

    await inside.getByRole('button', { name: 'Open chat' }).click();
    const composer = inside.locator('chatku-chat').getByRole('textbox');
    await composer.fill('words in a frame');
    await composer.press('Enter');
    await inside.getByRole('log').getByText('Please choose one of the answers').waitFor();
    const proof = [`framed ${name}`, { identifier_hash: site.hash(`framed ${name}`) }] as const;
    const result = await inside.evaluate(([id, given]) => window.$chatbot.setUser(id, given), proof);
    expect(result.status).toBe('verified');
    expect(visitor.witness.errors).toEqual([]);
  });
});
