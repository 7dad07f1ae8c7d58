import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { launchChromium, Visitor } from './browser.js';
import { Owner } from './owner.js';
import { Chatku } from './processes.js';
import { Website } from './website.js';

let chatku: Chatku;
let site: Website;
let owner: Owner;
let chromium: Browser;
let context: BrowserContext;

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
beforeEach(async () => {
  context = await chromium.newContext();
});
afterEach(() => context.close());

let users = 0;
const someUser = (): string => `e2e-${++users}`;

/** A page with the bot and the identity snippet for a user, as an installer pastes them. */
const pageFor = (userId: string): string =>
  site.page(`/${encodeURIComponent(userId)}`, { head: site.identitySnippet(userId) });
const plainPage = (): string => site.page('/plain');
const proof = (userId: string, name = userId): Record<string, string> => ({ name, identifier_hash: site.hash(userId) });

describe('the snippet', () => {
  test('the source’s snippet, unchanged, identifies', async () => {
    const visitor = await Visitor.enter(context, pageFor(someUser()));
    await visitor.becomes('verified');
    expect(visitor.witness.errors).toEqual([]);
  });

  test('setUser before the script has loaded, and twice, identifies once', async () => {
    const userId = someUser();
    const snippet = site.identitySnippet(userId);
    const url = site.page(`/before/${userId}`, {
      head: snippet + snippet,
      withoutBot: true,
      body: `<script>
        setTimeout(() => {
          const script = document.createElement('script');
          script.src = '${chatku.url}/w/${site.botId}.js';
          document.head.append(script);
        }, 300);
      </script>`,
    });
    const visitor = await Visitor.blank(context);
    const calls: string[] = [];
    visitor.page.on('request', (request) => {
      if (request.url().endsWith('/identify') && request.method() === 'POST') calls.push(request.url());
    });
    await visitor.page.goto(url);
    await visitor.becomes('verified');
    expect(calls).toHaveLength(1);
  });

  test('a listener attached five seconds late is called exactly once', async () => {
    const visitor = await Visitor.enter(context, plainPage());
    await visitor.launcher.waitFor();
    await visitor.page.waitForTimeout(5_000);
    const calls = await visitor.page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          let count = 0;
          window.addEventListener('chatbot:ready', () => {
            count += 1;
          });
          setTimeout(() => resolve(count), 500);
        }),
    );
    expect(calls).toBe(1);
  });

  test('setUser on each route change is one identification', async () => {
    const userId = someUser();
    const visitor = await Visitor.enter(context, pageFor(userId));
    await visitor.becomes('verified');
    const before = await visitor.identity();
    for (let route = 0; route < 3; route++) {
      expect((await visitor.setUser(userId, { ...proof(userId), name: 'full name' })).status).toBe('verified');
    }
    expect(await visitor.identity()).toEqual(before);
  });
});

describe('a proof that is none', () => {
  test.each([
    ['wrong', (id: string) => ({ identifier_hash: site.hash(`${id}-other`) }), 'unknown'],
    ['missing', () => ({}), 'missing_hash'],
    ['malformed', () => ({ identifier_hash: 'not-a-hash' }), 'malformed_hash'],
  ])(
    '%s hash: stays guest, chat goes on, the promise says refused, the log has the diagnosis',
    async (_, make, code) => {
      const userId = someUser();
      const visitor = await Visitor.enter(context, plainPage());
      await visitor.launcher.waitFor();
      const given = make(userId) as Record<string, string>;
      expect(await visitor.setUser(userId, given)).toMatchObject({ status: 'refused', code: 'identity_refused' });
      await visitor.openChat();
      await visitor.write('still chatting');
      await visitor.sees('still chatting');
      expect((await visitor.identity()).kind).toBe('guest');
      await vi.waitFor(async () => expect((await owner.refusals(site.botId))[0]?.diagnosis).toBe(code), 5_000);
    },
  );

  test.each([
    ['an array', ['u']],
    ['an object', { id: 'u' }],
    ['NaN', Number.NaN],
    ['an unsafe integer', 2 ** 53],
    ['nothing', undefined],
    ['the empty text', ''],
  ])('%s as id is refused in the page, without a request', async (_, id) => {
    const visitor = await Visitor.enter(context, plainPage());
    await visitor.launcher.waitFor();
    let asked = false;
    visitor.page.on('request', (request) => {
      if (request.url().includes('/identify')) asked = true;
    });
    const script = (value: unknown) => window.$chatbot.setUser(value, { identifier_hash: 'a'.repeat(64) });
    const result = await visitor.page.evaluate(script, id as never);
    expect(result).toMatchObject({ status: 'refused', code: 'malformed_id' });
    expect(asked).toBe(false);
  });
});

describe('the guest’s thread', () => {
  test('guest chats, then setUser: own fresh thread is linked, once', async () => {
    const userId = someUser();
    const visitor = await Visitor.enter(context, plainPage());
    await visitor.openChat();
    await visitor.write('a question of a guest');
    await visitor.sees('a question of a guest');
    await visitor.page.waitForTimeout(500);
    expect((await visitor.setUser(userId, proof(userId))).status).toBe('verified');
    await visitor.sees('a question of a guest');
    expect(await visitor.sentCount('a question of a guest')).toBe(1);
    const elsewhere = await Visitor.enter(await chromium.newContext(), pageFor(userId));
    await elsewhere.openChat();
    await elsewhere.sees('a question of a guest');
    await elsewhere.page.context().close();
  });

  test('a thread another tab wrote is asked about, not taken', async () => {
    const userId = someUser();
    const other = await Visitor.enter(context, plainPage());
    await other.openChat();
    await other.write('words from the other tab');
    await other.sees('words from the other tab');
    await other.page.waitForTimeout(500);
    await other.page.close();
    const visitor = await Visitor.enter(context, plainPage());
    await visitor.launcher.waitFor();
    expect((await visitor.setUser(userId, proof(userId))).status).toBe('verified');
    await visitor.openChat();
    await visitor.page.getByRole('button', { name: /not mine/i }).waitFor();
    expect(await visitor.page.getByText('words from the other tab').count()).toBe(0);
  });
});

describe('one user, several pages', () => {
  test('same user in two browser profiles: same history, live in both', async () => {
    const userId = someUser();
    const second = await chromium.newContext();
    const one = await Visitor.enter(context, pageFor(userId));
    const two = await Visitor.enter(second, pageFor(userId));
    for (const visitor of [one, two]) {
      await visitor.becomes('verified');
      await visitor.openChat();
    }
    await one.write('from the first device');
    await two.sees('from the first device');
    await two.write('from the second device');
    await one.sees('from the second device');
    await second.close();
  });

  test('two tabs, identify in both, logout in one: the other’s route change does not bring the user back', async () => {
    const userId = someUser();
    const one = await Visitor.enter(context, pageFor(userId));
    const two = await Visitor.enter(context, pageFor(userId));
    await one.becomes('verified');
    await two.becomes('verified');
    await two.openChat();
    await two.write('private words');
    await two.sees('private words');
    await one.page.evaluate(() => window.$chatbot.logout());
    await two.page.waitForFunction(() => window.$chatbot.getIdentity().kind !== 'verified');
    expect(await two.page.getByText('private words').count()).toBe(0);
    expect((await two.setUser(userId, proof(userId))).status).toBe('logged_out');
    await two.page.reload();
    await two.becomes('verified');
  });
});

describe('one page, several users', () => {
  test('A, then B on one page while requests are in flight: A is never painted, nor in a frame, after B', async () => {
    const [a, b] = [someUser(), someUser()];
    const sentinel = `sentinel-of-${a}`;
    const visitor = await Visitor.enter(context, pageFor(a));
    await visitor.becomes('verified');
    await visitor.openChat();
    await visitor.write(sentinel);
    await visitor.sees(sentinel);
    // Everything A's page asks for from now on is late.
    await visitor.page.route('**/widget/messages*', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      await route.continue().catch(() => {});
    });
    await visitor.page.evaluate(() => window.dispatchEvent(new Event('online')));
    // Written, and on its way when the page changes hands.
    await visitor.write(`${sentinel} again`);
    const settled = visitor.setUser(b, proof(b));
    await visitor.page.waitForFunction((text) => {
      const look = (root: ParentNode): boolean =>
        [...root.querySelectorAll('*')].some((element) =>
          element.shadowRoot !== null
            ? look(element.shadowRoot)
            : element.children.length === 0 && (element.textContent ?? '').includes(text),
        );
      return !look(document);
    }, sentinel);
    const wasPainted = await visitor.watchFor(sentinel);
    visitor.witness.frames.length = 0;
    expect((await settled).status).toBe('verified');
    await visitor.page.waitForTimeout(2_500);
    expect(await wasPainted()).toBe(false);
    expect(visitor.witness.frames.join('\n')).not.toContain(sentinel);
  });

  test('A verified, then setUser(B) refused: A is gone from the screen', async () => {
    const a = someUser();
    const visitor = await Visitor.enter(context, pageFor(a));
    await visitor.becomes('verified');
    await visitor.openChat();
    await visitor.write('words of A');
    await visitor.sees('words of A');
    const result = await visitor.setUser(someUser(), { identifier_hash: 'f'.repeat(64) });
    expect(result.status).toBe('refused');
    expect(await visitor.page.getByText('words of A').count()).toBe(0);
    expect((await visitor.identity()).kind).not.toBe('verified');
  });

  test('forgotten logout: the next load without setUser is a guest, and A’s queue stays unsent', async () => {
    const a = someUser();
    const visitor = await Visitor.enter(context, pageFor(a));
    await visitor.becomes('verified');
    await visitor.openChat();
    await visitor.write('online words');
    await visitor.sees('online words');
    await context.setOffline(true);
    await visitor.write('queued words of A');
    await visitor.sees('queued words of A');
    await context.setOffline(false);
    await visitor.page.route('**/widget/messages', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await visitor.page.unrouteAll({ behavior: 'ignoreErrors' });
    await visitor.page.goto(plainPage());
    await visitor.openChat();
    await visitor.page.waitForTimeout(1_500);
    expect((await visitor.identity()).kind).toBe('guest');
    expect(await visitor.page.getByText('words').count()).toBe(0);
  });
});

describe('the page around it', () => {
  test('localStorage that throws does not stop the chat', async () => {
    await context.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage'] as const) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('denied', 'SecurityError');
          },
        });
      }
    });
    const visitor = await Visitor.enter(context, pageFor(someUser()));
    await visitor.becomes('verified');
    await visitor.openChat();
    await visitor.write('without storage');
    await visitor.sees('without storage');
    expect(visitor.witness.errors).toEqual([]);
  });

  test('a strict CSP reports no violation: the shop, logged in, chatting', async () => {
    const visitor = await Visitor.enter(context, `${chatku.shopUrl}/`);
    const reloaded = await visitor.page.reload();
    expect(reloaded?.headers()['content-security-policy']).toMatch(/default-src 'none'.*nonce-/);
    await visitor.openChat();
    await visitor.page.waitForTimeout(500);
    expect(visitor.witness.violations).toEqual([]);
    expect(visitor.witness.errors).toEqual([]);
  });

  test('foreign origin is refused: nothing works there, and the installer is told why', async () => {
    const foreign = site.page('/foreign').replace('localhost', '127.0.0.1');
    const visitor = await Visitor.blank(context);
    const warnings: string[] = [];
    visitor.page.on('console', (message) => warnings.push(message.text()));
    await visitor.page.goto(foreign);
    const userId = someUser();
    await visitor.launcher.waitFor();
    const result = await Promise.race([
      visitor.setUser(userId, proof(userId)),
      new Promise((resolve) => setTimeout(resolve, 3_000, 'still pending')),
    ]);
    expect(result).not.toMatchObject({ status: 'verified' });
    expect(warnings.join('\n')).toMatch(/origin/i);
  });
});
