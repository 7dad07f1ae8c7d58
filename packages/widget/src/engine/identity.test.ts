import { ERROR_CODES } from '@chatku/schemas';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BOT, proofOf } from './far-end.fixture.js';
import { ENDINGS, REFUSALS } from './identity.js';
import { openAsGuest, settled, stage } from './visitor.fixture.js';

describe('setUser', () => {
  it('identifies by a valid proof, and keeps neither token nor id nor proof in the browser', async () => {
    const { farEnd, browser, enter } = stage();
    const page = enter();
    const id = 'ada@kedai-senja.example';
    const result = await page.engine.setUser(id, { ...proofOf(id), name: 'Ada' });
    expect(result).toEqual({ status: 'verified', contactId: farEnd.users.get(id) });
    await settled();
    page.engine.send('hello');
    await settled();
    const kept = JSON.stringify([...browser.local, ...page.tab.session]);
    for (const secret of [id, 'hash of', farEnd.of('messages')[0]!.token!]) expect(kept).not.toContain(secret);
    expect(page.local('group')).toBe([...farEnd.groups.keys()][0]);
    expect(page.told).toContainEqual({
      name: 'identity',
      detail: { kind: 'verified', contactId: result.contactId, result },
    });
  });

  it('alone keeps nothing in the tab', async () => {
    const { enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    expect([...page.tab.session]).toEqual([]);
  });

  it('sends a safe integer as its decimal string', async () => {
    const { farEnd, enter } = stage();
    await enter().engine.setUser(7, proofOf('7'));
    expect(farEnd.of('identify')[0]!.body).toMatchObject({ user_id: '7', identifier_hash: 'hash of 7' });
  });

  it('resolves refused without a request for whatever is no id', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    const none = fc.oneof(
      fc.array(fc.string()),
      fc.object(),
      fc.boolean(),
      fc.double({ noInteger: true }),
      fc.constantFrom(
        null,
        undefined,
        '',
        Number.NaN,
        2 ** 53,
        1e21,
        -(2 ** 60),
        '\ud800',
        'a\u0000b',
        'x'.repeat(256),
      ),
    );
    await fc.assert(
      fc.asyncProperty(none, async (id) => {
        expect(await page.engine.setUser(id, proofOf('x'))).toEqual({ status: 'refused', code: 'malformed_id' });
      }),
    );
    expect(farEnd.calls).toEqual([]);
  });

  it.each([
    ['no proof at all', undefined],
    ['attributes that are no object', 'text'],
    ['a proof of a wrong type', { identifier_hash: ['x'] }],
    [
      'a getter that throws',
      Object.defineProperty({}, 'name', {
        enumerable: true,
        get: () => {
          throw new Error('page');
        },
      }),
    ],
  ])('asks the server also with %s, and never rejects', async (_, given) => {
    const { farEnd, enter } = stage();
    expect(await enter().engine.setUser('ada', given)).toEqual({ status: 'refused', code: 'identity_refused' });
    expect(farEnd.of('identify')).toHaveLength(1);
  });

  it('is one request however often the same is said, before and after the answer', async () => {
    const { farEnd, enter } = stage();
    const { engine } = enter();
    const first = engine.setUser('ada', proofOf('ada'));
    const results = await Promise.all([
      first,
      engine.setUser('ada', proofOf('ada')),
      engine.setUser('ada', proofOf('ada')),
    ]);
    results.push(await engine.setUser('ada', proofOf('ada')));
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['verified']));
    expect(farEnd.of('identify')).toHaveLength(1);
    expect(farEnd.of('attributes')).toHaveLength(0);
  });

  it('a refusal said again is no new request either', async () => {
    const { farEnd, enter } = stage();
    const { engine } = enter();
    for (let route = 0; route < 3; route++) expect((await engine.setUser('ada')).status).toBe('refused');
    expect(farEnd.of('identify')).toHaveLength(1);
  });

  it('tells changed attributes, those said while it was pending too', async () => {
    const { farEnd, enter } = stage();
    const { engine } = enter();
    farEnd.held.add('identify');
    const pending = engine.setUser('ada', { ...proofOf('ada'), plan: 'free' });
    await settled();
    void engine.setUser('ada', { ...proofOf('ada'), plan: 'paid' });
    farEnd.release();
    await pending;
    await settled();
    expect(farEnd.of('attributes').map(({ body }) => body)).toEqual([{ plan: 'paid' }]);
    await engine.setUser('ada', { ...proofOf('ada'), plan: 'paid', seats: 3 });
    await settled();
    expect(farEnd.of('attributes').at(-1)!.body).toMatchObject({ seats: 3 });
    expect(farEnd.of('identify')).toHaveLength(1);
  });

  it('drops attributes that cannot travel, with a warning, and identifies all the same', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    const given = {
      ...proofOf('ada'),
      name: 'Ada',
      tags: ['a'],
      big: 10n,
      fn() {},
      nan: Number.NaN,
      long: 'x'.repeat(5000),
    };
    expect((await page.engine.setUser('ada', given)).status).toBe('verified');
    expect(farEnd.of('identify')[0]!.body['attributes']).toEqual({ name: 'Ada' });
    expect(page.tab.warnings).toHaveLength(5);
  });

  it('a refusal leaves a guest who can chat, and only the browser console says so', async () => {
    const { enter } = stage();
    const page = enter();
    page.engine.opened();
    expect(await page.engine.setUser('ada', { identifier_hash: 'wrong' })).toEqual({
      status: 'refused',
      code: 'identity_refused',
    });
    await openAsGuest(page);
    page.engine.send('hello');
    await settled();
    expect(page.engine.view).toMatchObject({ identity: 'guest', connection: 'online', refused: null });
    expect(page.texts()).toEqual(['hello']);
    expect(page.tab.warnings).toEqual(['Chatku: Not verified. See the identity log in Chatku (request request-1).']);
  });

  it('a foreign origin is refused for good, and the installer is told', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    farEnd.refuseNext('identify', 403, 'origin_not_allowed');
    expect(await page.engine.setUser('ada', proofOf('ada'))).toEqual({ status: 'refused', code: 'origin_not_allowed' });
    expect(page.engine.view).toMatchObject({ connection: 'refused', refused: 'origin_not_allowed' });
    expect(page.tab.warnings.join()).toMatch(/origin/);
  });
});

describe('a call that cannot be answered', () => {
  it.each([
    ['429', { status: 429 }],
    ['503', { status: 503 }],
    ['an answer that is none', { status: 200 }],
    ['the page of a captive portal', { status: 200, text: '<!doctype html><title>Wi-Fi</title>' }],
    ['a gateway’s own refusal', { status: 403, text: '<h1>Forbidden</h1>' }],
    ['an answer for another epoch', { status: 200, body: { epoch: 99, token: 'of somebody else' } }],
  ])('stays pending through %s, each attempt under a higher number', async (_, reply) => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    farEnd.next('identify', reply, reply, reply);
    const result = page.engine.setUser('ada', proofOf('ada'));
    await clock.pass(60_000);
    expect((await result).status).toBe('verified');
    const epochs = farEnd.of('identify').map(({ epoch }) => epoch);
    expect(epochs).toEqual([...new Set(epochs)].sort((a, b) => a - b));
    expect(page.engine.view.settling).toBe(false);
  });

  it('waits as long as the server asks', async () => {
    const { farEnd, clock, enter } = stage();
    farEnd.next('identify', { status: 429, body: { retryAfter: '20' } });
    const result = enter().engine.setUser('ada', proofOf('ada'));
    await clock.pass(19_000);
    expect(farEnd.of('identify')).toHaveLength(1);
    await clock.pass(2_000);
    expect((await result).status).toBe('verified');
  });

  it('is tried at once when the network is back', async () => {
    const { browser, clock, enter } = stage();
    const page = enter();
    browser.isOffline = true;
    const result = page.engine.setUser('ada', proofOf('ada'));
    await clock.pass(300_000);
    expect(page.engine.view).toMatchObject({ settling: true, identity: 'none' });
    browser.isOffline = false;
    page.engine.wake();
    expect((await result).status).toBe('verified');
  });

  it('an unanswered request counts as lost after a while', async () => {
    const { farEnd, clock, enter } = stage();
    farEnd.held.add('identify');
    const result = enter().engine.setUser('ada', proofOf('ada'));
    await clock.pass(20_000);
    farEnd.held.clear();
    await clock.pass(5_000);
    expect((await result).status).toBe('verified');
    expect(farEnd.of('identify')).toHaveLength(2);
  });
});

describe('one page, several users', () => {
  it('another id clears the screen before the request', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    expect(page.texts()).toEqual(['private to ada']);
    const { generation } = page.engine.view;
    const before = farEnd.calls.length;
    void page.engine.setUser('bob', proofOf('bob'));
    expect(page.engine.view).toMatchObject({ settling: true, identity: 'none', unread: 0 });
    expect(page.engine.view.generation).toBeGreaterThan(generation);
    expect(page.texts()).toEqual([]);
    expect(farEnd.calls).toHaveLength(before);
  });

  it('late answers for the one before are dropped, whatever they are', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    farEnd.say(farEnd.users.get('ada')!, 'private to ada', 'agent');
    farEnd.say(farEnd.users.get('ada')!, 'more of ada', 'agent');
    farEnd.held.add('messages').add('send').add('attributes').add('heartbeat');
    page.engine.send('written by ada');
    farEnd.tell(farEnd.users.get('ada')!, { type: 'history_changed' });
    page.engine.setAttributes({ plan: 'x' });
    await settled();
    expect(farEnd.of('messages').length).toBeGreaterThan(1);
    const painted: string[] = [];
    const bob = page.engine.setUser('bob', proofOf('bob'));
    page.engine.subscribe(() => painted.push(...page.texts()));
    farEnd.release();
    await bob;
    await settled();
    expect(painted).toEqual([]);
    expect(page.engine.view).toMatchObject({ identity: 'verified', connection: 'online' });
  });

  it('of two identifications racing, the later one wins, in whatever order the answers come', async () => {
    for (const newestFirst of [true, false]) {
      const { farEnd, browser, enter } = stage();
      browser.hasLocks = false;
      const page = enter();
      farEnd.held.add('identify');
      const ada = page.engine.setUser('ada', proofOf('ada'));
      await settled();
      const bob = page.engine.setUser('bob', proofOf('bob'));
      expect(await ada).toEqual({ status: 'superseded', code: 'identity_superseded' });
      await settled();
      farEnd.release(newestFirst);
      expect((await bob).status).toBe('verified');
      expect(page.engine.identity().contactId).toBe(farEnd.users.get('bob'));
      const epochs = farEnd.of('identify').map(({ epoch }) => epoch);
      expect(epochs[1]!).toBeGreaterThan(epochs[0]!);
    }
  });

  it('a refused switch leaves nobody on screen but a guest', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    page.engine.opened();
    await settled();
    expect((await page.engine.setUser('bob', { identifier_hash: 'wrong' })).status).toBe('refused');
    await openAsGuest(page);
    expect(page.texts()).toEqual([]);
    expect(page.engine.identity().kind).toBe('guest');
  });

  it('an id that is none also ends who was there, without a request', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    const before = farEnd.calls.length;
    expect((await page.engine.setUser(null)).code).toBe('malformed_id');
    expect(page.texts()).toEqual([]);
    expect(page.engine.identity()).toEqual({ kind: 'none' });
    expect(farEnd.calls).toHaveLength(before);
  });

  it('frames of another epoch are dropped', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    const message = farEnd.say(farEnd.id(), 'of an older epoch');
    const epoch = Number(farEnd.sockets[0]!.hello!['epoch']) - 1;
    farEnd.sockets[0]!.say({ type: 'event', epoch, cursor: 'c9', event: { type: 'message', message } });
    farEnd.sockets[0]!.say({ type: 'typing', epoch, author: 'agent' });
    await settled();
    expect(page.texts()).toEqual([]);
    expect(page.engine.view.typing).toBe(null);
  });
});

describe('a session the server ended', () => {
  it('is renewed once when it expired: same proof, higher epoch, the screen stays', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    const { generation } = page.engine.view;
    const shown: number[] = [];
    page.engine.subscribe(() => shown.push(page.texts().length));
    farEnd.endSessions('session_expired');
    await settled();
    expect(page.engine.view).toMatchObject({ generation, identity: 'verified', connection: 'online' });
    expect(Math.min(...shown)).toBe(1);
    const [first, second] = farEnd.of('identify');
    expect(second!.body).toMatchObject({ user_id: 'ada', identifier_hash: first!.body['identifier_hash'] });
    expect(second!.epoch).toBeGreaterThan(first!.epoch);
  });

  it('is renewed only once when nothing works in between', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    for (let again = 0; again < 9; again++) farEnd.refuseNext('messages', 401, 'session_expired');
    farEnd.endSessions('session_expired');
    await clock.pass(120_000);
    expect(farEnd.of('identify')).toHaveLength(2);
    expect(page.engine.identity().kind).toBe('none');
  });

  it('is never renewed when it was revoked', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    farEnd.endSessions('session_revoked');
    await clock.pass(120_000);
    expect(page.engine.view.identity).toBe('none');
    expect(page.texts()).toEqual([]);
    expect(farEnd.of('identify')).toHaveLength(1);
    // A page that says so itself is asked about again: the server decides.
    expect((await page.engine.setUser('ada', proofOf('ada'))).status).toBe('verified');
  });

  it('a guest’s is begun anew with the same token', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await openAsGuest(page);
    page.engine.send('hello');
    await settled();
    farEnd.refuseNext('send', 401, 'unauthenticated');
    page.engine.send('again');
    await settled();
    expect(page.texts()).toEqual(['hello', 'again']);
    expect(farEnd.guests.size).toBe(1);
  });

  it('codes that end a session or refuse the chat are exactly these', () => {
    expect(ERROR_CODES.filter((code) => ENDINGS.test(code))).toEqual([
      'unauthenticated',
      'session_expired',
      'session_revoked',
      'identity_superseded',
      'logged_out',
    ]);
    expect(ERROR_CODES.filter((code) => REFUSALS.test(code))).toEqual([
      'origin_not_allowed',
      'guests_not_allowed',
      'bot_disabled',
      'protocol_too_old',
    ]);
  });
});

describe('logout', () => {
  it('clears at once, ends the group, and keeps nothing of the user', async () => {
    const { farEnd, browser, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    const done = page.engine.logout();
    expect(page.texts()).toEqual([]);
    expect(page.engine.identity()).toEqual({ kind: 'none' });
    await done;
    expect([...farEnd.groups.values()]).toEqual(['retired']);
    expect([...browser.local]).toEqual([]);
  });

  it('offline it clears at once and retries while the page lives; the next user waits for it', async () => {
    const { farEnd, browser, clock, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    browser.isOffline = true;
    await page.engine.logout();
    expect(page.engine.identity()).toEqual({ kind: 'none' });
    const bob = page.engine.setUser('bob', proofOf('bob'));
    await clock.pass(10_000);
    browser.isOffline = false;
    await clock.pass(60_000);
    expect((await bob).status).toBe('verified');
    expect(farEnd.calls.map(({ name }) => name).filter((name) => /identify|logout/.test(name))).toEqual([
      'identify',
      'logout',
      'identify',
    ]);
    const [ada, bobs] = farEnd.of('identify');
    expect(farEnd.of('logout')[0]!.epoch).toBeGreaterThan(ada!.epoch);
    expect(bobs!.epoch).toBeGreaterThan(farEnd.of('logout')[0]!.epoch);
    expect(bobs!.body['group']).toBe(null);
  });

  it('is confirmed before the next user is identified', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.held.add('logout');
    void page.engine.logout();
    const bob = page.engine.setUser('bob', proofOf('bob'));
    await settled();
    expect(farEnd.of('identify')).toHaveLength(1);
    farEnd.release();
    expect((await bob).status).toBe('verified');
  });

  it('is heard of in other tabs also where sockets do not come through', async () => {
    const { farEnd, enter } = stage();
    farEnd.takesSockets = false;
    const [one, two] = [enter(), enter()];
    await one.engine.setUser('ada', proofOf('ada'));
    await two.engine.setUser('ada', proofOf('ada'));
    await settled();
    await one.engine.logout();
    await settled();
    expect(two.engine.identity().kind).toBe('none');
  });

  it('ends a setUser that is pending', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    farEnd.held.add('identify');
    const pending = page.engine.setUser('ada', proofOf('ada'));
    await settled();
    await page.engine.logout();
    expect((await pending).status).toBe('superseded');
    farEnd.release();
    await settled();
    expect(page.engine.identity()).toEqual({ kind: 'none' });
  });

  it('is nothing for a guest: pages that call it for whoever is not signed in lose no conversation', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await openAsGuest(page);
    page.engine.send('hello');
    await settled();
    await page.engine.logout();
    expect(page.texts()).toEqual(['hello']);
    expect(page.local('guest')).toBeDefined();
    expect(farEnd.of('logout')).toEqual([]);
  });

  it('in one tab empties the others, and their route changes do not bring the user back', async () => {
    const { farEnd, enter } = stage();
    const [one, two] = [enter(), enter()];
    await one.engine.setUser('ada', proofOf('ada'));
    await two.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    await one.engine.logout();
    await settled();
    expect(two.engine.identity().kind).not.toBe('verified');
    expect(two.texts()).toEqual([]);
    const calls = farEnd.of('identify').length;
    expect(await two.engine.setUser('ada', proofOf('ada'))).toEqual({ status: 'logged_out', code: 'logged_out' });
    expect((await two.engine.setUser('bob', proofOf('bob'))).status).toBe('logged_out');
    expect(farEnd.of('identify')).toHaveLength(calls);
    // Another page identifies: this one may again.
    expect((await one.engine.setUser('ada', proofOf('ada'))).status).toBe('verified');
    await settled();
    expect((await two.engine.setUser('ada', proofOf('ada'))).status).toBe('verified');
  });

  it('a message of another page only ever makes this one ask', async () => {
    const { farEnd, browser, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    browser.channel(`chatku:${BOT}`).postMessage({ ended: page.local('group') });
    await settled();
    expect(farEnd.of('heartbeat')).toHaveLength(1);
    expect(page.engine.identity().kind).toBe('verified');
    for (const nonsense of [null, 7, 'x', {}, { ended: 'another' }]) {
      browser.channel(`chatku:${BOT}`).postMessage(nonsense);
    }
    await settled();
    expect(farEnd.of('heartbeat')).toHaveLength(1);
  });
});

describe('the browser group', () => {
  it('is shared by tabs that identify for the first time at once', async () => {
    const { farEnd, enter } = stage();
    await Promise.all([enter(), enter(), enter()].map(({ engine }) => engine.setUser('ada', proofOf('ada'))));
    expect(farEnd.groups.size).toBe(1);
  });

  it('is shared in the end also where one tab sees late what another has written', async () => {
    const { farEnd, browser, clock, enter } = stage();
    browser.storageDelayMs = 50;
    const tabs = [enter(), enter(), enter()];
    await Promise.all(tabs.map(({ engine }) => engine.setUser('ada', proofOf('ada'))));
    expect(farEnd.groups.size).toBeGreaterThan(1);
    await clock.pass(10_000);
    await tabs[1]!.engine.logout();
    await clock.pass(10_000);
    expect(tabs.map(({ engine }) => engine.identity().kind)).toEqual(['none', 'none', 'none']);
    // The group that was ended is not joined again.
    expect((await tabs[1]!.engine.setUser('ada', proofOf('ada'))).status).toBe('verified');
    await clock.pass(10_000);
    expect((await tabs[2]!.engine.setUser('ada', proofOf('ada'))).status).toBe('verified');
    await clock.pass(10_000);
    expect(tabs.map(({ engine }) => engine.identity().kind)).toEqual(['none', 'verified', 'verified']);
  });

  it('is no must: without locks, without storage, without TLS everything goes on', async () => {
    for (const lack of ['hasLocks', 'hasStorage', 'hasTls'] as const) {
      const { farEnd, browser, enter } = stage();
      browser[lack] = false;
      const page = enter();
      await openAsGuest(page);
      page.engine.send('as guest');
      await settled();
      expect((await page.engine.setUser('ada', proofOf('ada'))).status).toBe('verified');
      page.engine.send('as ada');
      await settled();
      expect(farEnd.messages.get(farEnd.users.get('ada')!)!.map(({ body }) => body.text)).toEqual(['as ada']);
      await page.engine.logout();
      expect(page.engine.identity().kind).toBe('none');
    }
  });

  it('that was ended meanwhile supersedes; the next page view begins a new one', async () => {
    const { farEnd, browser, enter } = stage();
    browser.local.set(`chatku:${BOT}:group`, '00000000-0000-4000-8000-00000000dead');
    farEnd.groups.set('00000000-0000-4000-8000-00000000dead', 'retired');
    expect((await enter().engine.setUser('ada', proofOf('ada'))).status).toBe('superseded');
    expect((await enter().engine.setUser('ada', proofOf('ada'))).status).toBe('verified');
  });
});

describe('a page from the back/forward cache', () => {
  it('was blank before it went there, and asks before it paints', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    page.engine.freeze();
    expect(page.texts()).toEqual([]);
    expect(page.engine.view.settling).toBe(true);
    expect(farEnd.sockets).toEqual([]);
    farEnd.held.add('heartbeat');
    page.engine.thaw();
    await settled();
    expect(page.texts()).toEqual([]);
    farEnd.release();
    await settled();
    expect(page.texts()).toEqual(['private to ada']);
    expect(page.engine.view.settling).toBe(false);
  });

  it('after a logout elsewhere it never paints again', async () => {
    const { farEnd, browser, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    page.engine.freeze();
    const painted: string[] = [];
    page.engine.subscribe(() => painted.push(...page.texts()));
    browser.local.clear();
    farEnd.endSessions('logged_out');
    page.engine.thaw();
    await settled();
    expect(painted).toEqual([]);
    expect(page.engine.identity().kind).toBe('none');
    expect((await page.engine.setUser('ada', proofOf('ada'))).status).toBe('logged_out');
  });

  it('stays blank while the server cannot be asked', async () => {
    const { farEnd, browser, clock, enter } = stage();
    const page = enter();
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.say(farEnd.users.get('ada')!, 'private to ada');
    await settled();
    page.engine.freeze();
    browser.isOffline = true;
    page.engine.thaw();
    await clock.pass(60_000);
    expect(page.texts()).toEqual([]);
    browser.isOffline = false;
    await clock.pass(60_000);
    expect(page.texts()).toEqual(['private to ada']);
  });
});
