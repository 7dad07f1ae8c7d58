import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { proofOf } from './far-end.fixture.js';
import { type PageView, settled, stage } from './visitor.fixture.js';

/**
 * Everything that may happen to a page and its browser, in any order: users come and go, answers are late and overtake
 * each other, the network breaks, the server ends sessions, other tabs log out, the page sleeps.
 */
const USERS = ['ada', 'bob', 'cyd'];

type Step = { name: string; user: string; ms: number };

const step: fc.Arbitrary<Step> = fc.record({
  name: fc.constantFrom(
    'setUser',
    'setUser',
    'wrong proof',
    'no id',
    'logout',
    'write',
    'write',
    'draft',
    'agent',
    'open',
    'offline',
    'online',
    'hold',
    'release',
    'overtake',
    'expire',
    'revoke',
    'other tab',
    'freeze',
    'thaw',
    'wait',
    'wait',
    'reload',
  ),
  user: fc.constantFrom(...USERS),
  ms: fc.integer({ min: 0, max: 70_000 }),
});

/** Runs the steps; each view that was ever on screen is held against who the page was said to be at that moment. */
const run = async (steps: readonly Step[]) => {
  const { farEnd, browser, clock, enter } = stage();
  const other = enter();
  const wrote = new Map<string, string>();
  let page: PageView;
  /** Whom the page named last; everything of anybody else is foreign to the screen. */
  let named: string | null = null;
  let texts = 0;
  const promises: Promise<unknown>[] = [];

  const wrong: string[] = [];
  const look = () => {
    const { view, draft } = page.engine;
    for (const text of [...page.texts(), draft]) {
      const owner = wrote.get(text) ?? 'guest';
      if (owner !== 'guest' && owner !== named) wrong.push(`${text} of ${owner} was shown to ${named}`);
    }
    const keys = view.messages.map(({ key }) => key);
    if (new Set(keys).size !== keys.length) wrong.push(`a message twice: ${page.texts()}`);
  };
  const load = (tab = browser.tab()) => {
    named = null;
    page = enter(tab);
    const mine = page;
    page.engine.subscribe(() => mine === page && look());
  };
  load();

  for (const { name, user, ms } of steps) {
    const { engine } = page!;
    if (name === 'setUser' || name === 'wrong proof') {
      named = user;
      promises.push(engine.setUser(user, name === 'setUser' ? proofOf(user) : { identifier_hash: 'wrong' }));
      look();
    } else if (name === 'no id') promises.push(engine.setUser(undefined));
    else if (name === 'logout') {
      named = null;
      promises.push(engine.logout());
      look();
    } else if (name === 'write' || name === 'draft') {
      const text = `text ${++texts}`;
      const { kind } = engine.identity();
      wrote.set(text, kind === 'verified' ? named! : 'guest');
      if (name === 'write') engine.send(text);
      else engine.draft = text;
    } else if (name === 'agent') {
      const contact = farEnd.users.get(user);
      if (contact) {
        const text = `text ${++texts}`;
        wrote.set(text, user);
        farEnd.say(contact, text);
      }
    } else if (name === 'open') engine.opened();
    else if (name === 'offline') browser.isOffline = true;
    else if (name === 'online') {
      browser.isOffline = false;
      engine.wake();
    } else if (name === 'hold')
      for (const route of ['identify', 'messages', 'send', 'guest', 'heartbeat']) farEnd.held.add(route);
    else if (name === 'release' || name === 'overtake') farEnd.release(name === 'overtake');
    else if (name === 'expire') farEnd.endSessions('session_expired');
    else if (name === 'revoke') farEnd.endSessions('session_revoked');
    else if (name === 'other tab') {
      promises.push(other.engine.setUser(user, proofOf(user)));
      if (ms % 2) promises.push(other.engine.logout());
    } else if (name === 'freeze') engine.freeze();
    else if (name === 'thaw') engine.thaw();
    else if (name === 'reload') load(browser.reload(page!.tab));
    else if (name === 'wait') await clock.pass(ms);
    await settled();
    look();
  }

  // In the end the network is back and everything is answered.
  browser.isOffline = false;
  farEnd.release();
  page!.engine.thaw();
  page!.engine.wake();
  await clock.pass(600_000);
  look();
  expect(wrong).toEqual([]);
  return { farEnd, page: page!, wrote, promises, named: named as string | null };
};

it('whatever happens, nothing of one user is shown to another, sent as another, or sent twice', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 30 }), async (steps) => {
      const { farEnd, wrote } = await run(steps);
      for (const [user, contactId] of farEnd.users) {
        for (const { body, author } of farEnd.messages.get(contactId) ?? []) {
          const owner = wrote.get(body.text);
          expect([user, 'guest']).toContain(owner);
          expect(author === 'agent' ? owner : user).toBe(user);
        }
      }
      const stored = [...farEnd.messages.values()].flat().filter(({ author }) => author === 'visitor');
      expect(new Set(stored.map(({ body }) => body.text)).size).toBe(stored.length);
    }),
    { numRuns: 300 },
  );
}, 120_000);

it('whatever happens, calls that change who a page is are numbered upward', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 30 }), async (steps) => {
      const { farEnd } = await run(steps);
      const last = new Map<string, number>();
      for (const { name, page, epoch } of farEnd.calls) {
        const before = last.get(page) ?? -1;
        if (name === 'identify' || name === 'logout') expect(epoch).toBeGreaterThan(before);
        else expect(epoch).toBeGreaterThanOrEqual(before);
        last.set(page, Math.max(before, epoch));
      }
    }),
    { numRuns: 200 },
  );
}, 120_000);

it('whatever happened, in the end every setUser was answered, and the last one stands', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      // Of a page that is gone nobody waits for answers.
      const { page, promises, named } = await run(steps.filter(({ name }) => name !== 'reload'));
      const results = await Promise.race([Promise.all(promises), settled().then(() => 'pending')]);
      expect(results).not.toBe('pending');
      const { kind } = page.engine.identity();
      if (kind === 'verified') expect(named).not.toBe(null);
      expect(page.engine.view.settling).toBe(false);
      if (kind === 'none') return;
      expect(page.engine.view.connection).toBe('online');
      expect(page.engine.view.messages.every(({ state }) => state === null || state === 'sent')).toBe(true);
    }),
    { numRuns: 200 },
  );
}, 120_000);
