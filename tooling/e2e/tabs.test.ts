import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { Visitor } from './browser.js';
import { Ledger } from './ledger.js';
import { Stage } from './stage.js';

let stage: Stage;
let ledger: Ledger;
let context: BrowserContext;

beforeAll(async () => {
  stage = await Stage.set();
  ledger = new Ledger(stage.chatku);
});
afterAll(() => stage?.strike());
beforeEach(async () => {
  context = await stage.chromium.newContext({ locale: 'en' });
});
afterEach(() => context.close());

let users = 0;
const someUser = (): string => `tabs-${++users}`;
const proof = (userId: string): Record<string, string> => ({ name: userId, identifier_hash: stage.site.hash(userId) });
const enter = (): Promise<Visitor> => Visitor.enter(context, stage.site.page('/tab'));

/** Does what the visitor shows hold this text, unseen or seen? */
const holds = (visitor: Visitor, text: string): Promise<number> => visitor.page.getByText(text).count();

describe('logged out while offline', () => {
  test('A is gone at once; then B: A’s session ends first, and nothing of A is painted or sent', async () => {
    const [a, b] = [someUser(), someUser()];
    const [stored, unsent] = [`stored words of ${a}`, `unsent words of ${a}`];
    const other = await enter();
    await other.setUser(a, proof(a));
    const visitor = await enter();
    await visitor.setUser(a, proof(a));
    await visitor.openChat();
    await visitor.write(stored);
    await vi.waitFor(async () => expect(await ledger.messagesWith(stored)).toHaveLength(1), 5_000);

    await context.setOffline(true);
    await visitor.write(unsent);
    await visitor.sees(unsent);
    const kind = await visitor.page.evaluate(() => {
      void window.$chatbot.logout();
      return window.$chatbot.getIdentity().kind;
    });
    expect(kind).toBe('none');
    expect(await holds(visitor, `words of ${a}`)).toBe(0);
    const wasPainted = await visitor.watchFor(`words of ${a}`);
    const sent: string[] = [];
    visitor.page.on('request', (request) => sent.push(request.postData() ?? ''));
    visitor.witness.frames.length = 0;
    visitor.witness.requests.length = 0;
    const settled = visitor.setUser(b, proof(b));
    await visitor.page.waitForFunction(() => window.$chatbot.getIdentity().kind === 'none');
    expect((await ledger.sessionsOf(a)).map(({ endReason }) => endReason)).toEqual([null, null]);

    await context.setOffline(false);
    expect((await settled).status).toBe('verified');
    await visitor.sees('Selamat kembali');
    await visitor.write(`words of ${b}`);
    await vi.waitFor(async () => expect(await ledger.messagesWith(`words of ${b}`)).toHaveLength(1), 5_000);
    // What stands for A on the server is the other tab's, and it is ended; this page is B's.
    expect(await ledger.sessionsOf(a)).toMatchObject([{ endReason: 'logged_out' }]);
    expect(await ledger.sessionsOf(b)).toMatchObject([{ endReason: null }]);
    await other.page.waitForFunction(() => window.$chatbot.getIdentity().kind !== 'verified');
    const calls = visitor.witness.requests.map((line) => /widget\/(logout|identify)$/.exec(line)?.[1]);
    expect(calls.lastIndexOf('logout')).toBeGreaterThan(-1);
    expect(calls.lastIndexOf('logout')).toBeLessThan(calls.indexOf('identify'));
    expect(await wasPainted()).toBe(false);
    expect(sent.join('\n')).not.toContain(`words of ${a}`);
    expect(visitor.witness.frames.join('\n')).not.toContain(`words of ${a}`);
    expect(await ledger.messagesWith(unsent)).toEqual([]);
  });
});

describe('two tabs that identify the same user at the very same time', () => {
  const LOCKS = {
    'a browser with locks': () => {},
    'a browser without locks': () => {
      Reflect.deleteProperty(Navigator.prototype, 'locks');
    },
  };

  test.each(Object.entries(LOCKS))('are one group in %s: a logout in one ends both', async (_, prepare) => {
    await context.addInitScript(prepare);
    const userId = someUser();
    const [one, two] = [await enter(), await enter()];
    for (const { page } of [one, two]) await page.waitForFunction(() => window.$chatbot !== undefined);
    // Both wait for one moment of the one clock, closer than two calls from here could be.
    const at = Date.now() + 300;
    const together = [one, two].map(({ page }) =>
      page.evaluate(
        async ([id, given, moment]) => {
          while (Date.now() < moment) await new Promise((resolve) => setTimeout(resolve));
          return window.$chatbot.setUser(id, given);
        },
        [userId, proof(userId), at] as const,
      ),
    );
    const [first, second] = await Promise.all(together);
    expect([first?.status, second?.status]).toEqual(['verified', 'verified']);
    expect(first?.contactId).toBe(second?.contactId);
    await vi.waitFor(async () => {
      const groups = (await ledger.sessionsOf(userId)).map(({ groupId }) => groupId);
      expect(groups).toHaveLength(2);
      expect(new Set(groups).size).toBe(1);
    }, 5_000);
    await one.becomes('verified');
    await two.becomes('verified');
    await two.openChat();
    await two.write('words before the logout');
    await two.sees('words before the logout');

    await one.page.evaluate(() => window.$chatbot.logout());
    await two.page.waitForFunction(() => window.$chatbot.getIdentity().kind !== 'verified');
    expect(await holds(two, 'words before the logout')).toBe(0);
    await two.becomes('guest');
    for (let attempt = 0; attempt < 2; attempt++) {
      expect(await two.setUser(userId, proof(userId))).toEqual({ status: 'logged_out', code: 'logged_out' });
    }
    expect((await two.identity()).kind).toBe('guest');
    await two.page.reload();
    await two.launcher.waitFor();
    expect((await two.setUser(userId, proof(userId))).status).toBe('verified');
    await two.openChat();
    await two.sees('words before the logout');
  });

  test('and one that was logged out from elsewhere comes back when another page identifies', async () => {
    const userId = someUser();
    const [one, two] = [await enter(), await enter()];
    for (const visitor of [one, two]) expect((await visitor.setUser(userId, proof(userId))).status).toBe('verified');
    await one.page.evaluate(() => window.$chatbot.logout());
    await two.page.waitForFunction(() => window.$chatbot.getIdentity().kind !== 'verified');
    expect((await two.setUser(userId, proof(userId))).status).toBe('logged_out');
    expect((await one.setUser(userId, proof(userId))).status).toBe('verified');
    await vi.waitFor(async () => expect((await two.setUser(userId, proof(userId))).status).toBe('verified'), 5_000);
  });
});
