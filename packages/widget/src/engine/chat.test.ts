import { MESSAGE_TEXT_MAX } from '@chatku/schemas';
import { describe, expect, it } from 'vitest';
import { GRACE_MS } from './engine.js';
import { BOT, proofOf } from './far-end.fixture.js';
import { PING_MS } from './stream.js';
import { openAsGuest, type PageView, settled, stage } from './visitor.fixture.js';

const states = (page: PageView) => page.engine.view.messages.map(({ body, state }) => `${body.text}: ${state}`);

/** A verified user with the chat connected. */
const withAda = async () => {
  const all = stage();
  const page = all.enter();
  await page.engine.setUser('ada', proofOf('ada'));
  await settled();
  return { ...all, page, ada: all.farEnd.users.get('ada')! };
};

describe('before anybody does anything', () => {
  it('nothing is stored and nothing is asked', async () => {
    const { farEnd, browser, clock, enter } = stage();
    browser.local.set(`chatku:${BOT}:guest`, 't'.repeat(43));
    const before = JSON.stringify([...browser.local]);
    const page = enter();
    page.engine.setAttributes({ plan: 'free' });
    page.engine.wake();
    page.engine.freeze();
    page.engine.thaw();
    await clock.pass(600_000);
    expect(farEnd.calls).toEqual([]);
    expect(JSON.stringify([...browser.local])).toBe(before);
    expect([...page.tab.session]).toEqual([]);
    expect(page.engine.view).toMatchObject({ connection: 'idle', identity: 'none' });
  });
});

describe('the grace for a setUser that may come', () => {
  it('no guest is made while it lasts, though the panel is open', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    page.engine.opened();
    await clock.pass(GRACE_MS - 1);
    expect(farEnd.calls).toEqual([]);
    expect(page.engine.view.connection).toBe('connecting');
    await clock.pass(1);
    expect(farEnd.calls.map(({ name }) => name)).toEqual(['guest', 'open', 'messages']);
    expect(page.engine.view).toMatchObject({ connection: 'online', identity: 'guest', loaded: true });
  });

  it('a known customer who comes in it is never a guest', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    page.engine.opened();
    await clock.pass(GRACE_MS - 1);
    const result = page.engine.setUser('ada', proofOf('ada'));
    await clock.pass(10_000);
    expect((await result).status).toBe('verified');
    expect(farEnd.of('guest')).toEqual([]);
    expect(farEnd.of('open')).toHaveLength(1);
  });

  it('whoever writes does not wait for it', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    page.engine.send('now');
    await settled();
    expect(farEnd.of('send')).toHaveLength(1);
  });

  it('a pending setUser holds the guest back for as long as it is pending', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    farEnd.next('identify', ...Array(3).fill({ status: 503 }));
    void page.engine.setUser('ada', { identifier_hash: 'wrong' });
    page.engine.opened();
    await clock.pass(2_000);
    expect(farEnd.of('guest')).toEqual([]);
    await clock.pass(60_000);
    expect(farEnd.of('guest')).toHaveLength(1);
  });
});

describe('a message', () => {
  it('is on screen at once, and stored once, whether the event or the answer comes first', async () => {
    for (const eventFirst of [true, false]) {
      const { farEnd, page } = await withAda();
      if (eventFirst) farEnd.held.add('send');
      page.engine.send('hello');
      expect(states(page)).toEqual(['hello: sending']);
      const { key } = page.engine.view.messages[0]!;
      await settled();
      expect(states(page)).toEqual(['hello: sent']);
      farEnd.release();
      await settled();
      expect(states(page)).toEqual(['hello: sent']);
      expect(page.engine.view.messages[0]!.key).toBe(key);
      expect(page.told.filter(({ name }) => name === 'message')).toHaveLength(1);
    }
  });

  it('written offline waits, and goes out in order and once when the network is back', async () => {
    const { farEnd, browser, clock, page, ada } = await withAda();
    browser.isOffline = true;
    for (const text of ['one', 'two', 'three']) page.engine.send(text);
    await settled();
    expect(states(page)).toEqual(['one: queued', 'two: queued', 'three: queued']);
    browser.isOffline = false;
    await clock.pass(60_000);
    expect(farEnd.messages.get(ada)!.map(({ body }) => body.text)).toEqual(['one', 'two', 'three']);
    expect(states(page)).toEqual(['one: sent', 'two: sent', 'three: sent']);
  });

  it('whose answer is lost is sent again under the same id, and is there once', async () => {
    const { farEnd, browser, clock, page, ada } = await withAda();
    farEnd.held.add('send');
    page.engine.send('hello');
    await settled();
    browser.isOffline = true;
    farEnd.release();
    await settled();
    browser.isOffline = false;
    await clock.pass(60_000);
    const ids = farEnd.of('send').map(({ body }) => body['client_id']);
    expect(ids.length).toBeGreaterThanOrEqual(1);
    expect(new Set(ids).size).toBe(1);
    expect(farEnd.messages.get(ada)).toHaveLength(1);
    expect(states(page)).toEqual(['hello: sent']);
  });

  it('the server refuses is said to have failed, the next goes on, and a retry sends it', async () => {
    const { farEnd, page } = await withAda();
    farEnd.refuseNext('send', 409, 'message_id_reused');
    page.engine.send('one');
    page.engine.send('two');
    await settled();
    expect(states(page)).toEqual(['two: sent', 'one: failed']);
    expect(page.told).toContainEqual({ name: 'error', detail: { code: 'message_id_reused' } });
    page.engine.retry(page.engine.view.messages[1]!.key);
    await settled();
    expect(states(page)).toEqual(['two: sent', 'one: sent']);
  });

  it('empty or longer than the server takes is not lost silently', async () => {
    const { farEnd, page } = await withAda();
    page.engine.send('   ');
    expect(page.engine.view.messages).toEqual([]);
    farEnd.refuseNext('send', 400, 'invalid_request');
    page.engine.send('x'.repeat(MESSAGE_TEXT_MAX + 1));
    await settled();
    expect(page.engine.view.messages[0]!.state).toBe('failed');
  });

  it('that presses a button names step and button; a guest’s carries the tab’s secret, a user’s does not', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await openAsGuest(page);
    const guest = [...farEnd.guests.values()][0]!;
    farEnd.say(guest, 'Which?', 'bot', {
      body: { text: 'Which?', step_id: 's1', quick_replies: [{ id: 'b', label: 'B' }] },
    });
    await settled();
    page.engine.press(page.engine.view.messages[0]!, 'b', 'B');
    await settled();
    const [first] = farEnd.of('send');
    expect(first!.body).toMatchObject({ text: 'B', reply: { step_id: 's1', button_id: 'b' } });
    expect(first!.body['tab_secret']).toBe(page.tab.session.get(`chatku:${BOT}:tab`));
    await page.engine.setUser('ada', proofOf('ada'));
    expect(farEnd.of('identify')[0]!.body).toMatchObject({ tab_secret: first!.body['tab_secret'] });
    page.engine.send('hello');
    await settled();
    expect(farEnd.of('send')[1]!.body).not.toHaveProperty('tab_secret');
  });
});

describe('the queue and the draft', () => {
  it('of a user stay hidden and unsent until the same id verifies again in this tab', async () => {
    const { farEnd, browser, clock, page, enter } = await withAda();
    browser.isOffline = true;
    page.engine.send('queued by ada');
    page.engine.draft = 'draft of ada';
    await settled();
    expect(JSON.stringify([...browser.local])).not.toContain('ada');
    expect([...page.tab.session.keys()].join()).not.toContain('ada');
    // The page is loaded again and nobody says who it is.
    const second = enter(browser.reload(page.tab));
    browser.isOffline = false;
    await openAsGuest(second);
    expect(second.texts()).toEqual([]);
    expect(second.engine.draft).toBe('');
    await second.engine.setUser('bob', proofOf('bob'));
    await settled();
    expect(second.texts()).toEqual([]);
    expect(second.engine.draft).toBe('');
    expect(farEnd.of('send')).toEqual([]);

    farEnd.held.add('identify');
    const ada = second.engine.setUser('ada', proofOf('ada'));
    await settled();
    expect(second.texts()).toEqual([]);
    expect(second.engine.draft).toBe('');
    farEnd.release();
    await ada;
    await clock.pass(1_000);
    expect(second.engine.draft).toBe('draft of ada');
    expect(farEnd.of('send').map(({ body }) => body['text'])).toEqual(['queued by ada']);
    expect(farEnd.of('send')[0]!.token).toBe(farEnd.pages.get(farEnd.of('send')[0]!.page)!.token);
  });

  it('written while a setUser is pending go to the user if it verifies', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    farEnd.held.add('identify');
    void page.engine.setUser('ada', proofOf('ada'));
    page.engine.send('am I ada?');
    page.engine.draft = 'and';
    await settled();
    expect(page.texts()).toEqual(['am I ada?']);
    expect(page.engine.draft).toBe('and');
    farEnd.release();
    await settled();
    expect(farEnd.messages.get(farEnd.users.get('ada')!)!.map(({ body }) => body.text)).toEqual(['am I ada?']);
    expect(page.engine.draft).toBe('and');
  });

  it('written while a setUser is pending stay with the guest if it is refused', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    farEnd.held.add('identify');
    void page.engine.setUser('ada', { identifier_hash: 'wrong' });
    page.engine.send('who am I?');
    page.engine.draft = 'and';
    await settled();
    farEnd.release();
    await settled();
    expect(page.texts()).toEqual(['who am I?']);
    expect(page.engine.draft).toBe('and');
    expect(farEnd.of('send')[0]!.token).toBe([...farEnd.guests.keys()][0]);
  });

  it('of a user are not handed to the guest by a refused switch', async () => {
    const { farEnd, browser, clock, page } = await withAda();
    browser.isOffline = true;
    page.engine.send('queued by ada');
    await settled();
    browser.isOffline = false;
    await page.engine.setUser('bob', { identifier_hash: 'wrong' });
    page.engine.send('as guest');
    await clock.pass(60_000);
    expect(page.texts()).toEqual(['as guest']);
    expect(farEnd.of('send').map(({ body }) => body['text'])).toEqual(['as guest']);
  });

  it('of a user are not handed to the guest either when that same id is refused later', async () => {
    const { farEnd, browser, clock, page } = await withAda();
    browser.isOffline = true;
    page.engine.send('queued by ada');
    page.engine.draft = 'draft of ada';
    await settled();
    browser.isOffline = false;
    await page.engine.setUser('bob', proofOf('bob'));
    await page.engine.setUser('ada', { identifier_hash: 'wrong' });
    page.engine.send('as guest');
    await clock.pass(60_000);
    expect(page.texts()).toEqual(['as guest']);
    expect(page.engine.draft).toBe('');
    expect(farEnd.of('send').map(({ body }) => body['text'])).toEqual(['as guest']);
  });

  it('of a guest in this page view go along when there is no older thread they could belong to', async () => {
    const { farEnd, browser, clock, enter } = stage();
    const page = enter();
    browser.isOffline = true;
    page.engine.send('before I was ada');
    await settled();
    void page.engine.setUser('ada', proofOf('ada'));
    browser.isOffline = false;
    await clock.pass(60_000);
    expect(farEnd.messages.get(farEnd.users.get('ada')!)!.map(({ body }) => body.text)).toEqual(['before I was ada']);
  });

  it('of a guest whose thread was not linked stay with the guest', async () => {
    const { farEnd, browser, clock, enter } = stage();
    browser.local.set(`chatku:${BOT}:guest`, farEnd.token());
    const page = enter();
    browser.isOffline = true;
    page.engine.send('of the guest');
    await settled();
    void page.engine.setUser('ada', proofOf('ada'));
    browser.isOffline = false;
    await clock.pass(60_000);
    expect(page.engine.identity().kind).toBe('verified');
    expect(page.texts()).toEqual([]);
    expect(farEnd.of('send')).toEqual([]);
  });

  it('of a guest survive a reload of the tab', async () => {
    const { browser, clock, enter } = stage();
    const page = enter();
    browser.isOffline = true;
    page.engine.send('kept');
    page.engine.draft = 'half a';
    await settled();
    const again = enter(browser.reload(page.tab));
    browser.isOffline = false;
    again.engine.opened();
    await clock.pass(GRACE_MS);
    expect(states(again)).toEqual(['kept: sent']);
    expect(again.engine.draft).toBe('half a');
  });

  it('that is no longer readable is nobody’s', async () => {
    const { browser, enter } = stage();
    for (const nonsense of ['{', 'null', '7', '[[null],""]', '[{"a":1},2]']) {
      const page = enter(browser.tab(new Map([[`chatku:${BOT}:unsent:`, nonsense]])));
      await settled();
      expect(() => page.texts()).not.toThrow();
    }
  });
});

describe('the connection', () => {
  it('is a snapshot and then what follows it: nothing is lost or doubled over a break', async () => {
    const { farEnd, clock, page, ada } = await withAda();
    farEnd.say(ada, 'one');
    await settled();
    farEnd.sockets[0]!.drop();
    farEnd.say(ada, 'two');
    await settled();
    expect(page.engine.view.connection).toBe('reconnecting');
    expect(page.texts()).toEqual(['one']);
    await clock.pass(1_000);
    expect(page.engine.view.connection).toBe('online');
    expect(page.texts()).toEqual(['one', 'two']);
    expect(farEnd.of('messages')).toHaveLength(1);
    expect(farEnd.sockets[0]!.hello).toMatchObject({ after: 'c1' });
  });

  it('that the server cannot resume is begun anew', async () => {
    const { farEnd, page, ada } = await withAda();
    farEnd.messages.set(ada, []);
    farEnd.sockets[0]!.say({ type: 'bye', epoch: Number(farEnd.sockets[0]!.hello!['epoch']), code: 'resync_required' });
    await settled();
    expect(farEnd.of('messages')).toHaveLength(2);
    expect(page.engine.view.connection).toBe('online');
  });

  it('comes back by itself after a restart of the server, later each time', async () => {
    const { farEnd, browser, clock, page } = await withAda();
    browser.isOffline = true;
    farEnd.sockets[0]!.say({ type: 'bye', epoch: Number(farEnd.sockets[0]!.hello!['epoch']), code: 'shutting_down' });
    await clock.pass(300_000);
    expect(page.engine.view.connection).toBe('reconnecting');
    browser.isOffline = false;
    await clock.pass(30_000);
    expect(page.engine.view.connection).toBe('online');
  });

  it('that is silent after a ping counts as dead; a ping goes out in time for the session to live', async () => {
    const { farEnd, clock, page } = await withAda();
    const socket = farEnd.sockets[0]!;
    await clock.pass(PING_MS);
    expect(socket.frames.map(({ type }) => type)).toEqual(['hello', 'ping']);
    socket.say = () => {};
    await clock.pass(PING_MS + 15_000);
    expect(farEnd.sockets).toHaveLength(1);
    expect(farEnd.sockets[0]).not.toBe(socket);
    expect(page.engine.view.connection).toBe('online');
    expect(PING_MS).toBeLessThan(60_000);
  });

  it('where sockets do not come through goes over HTTP, and keeps the session alive there', async () => {
    const { farEnd, clock, page, ada } = await withAda();
    farEnd.takesSockets = false;
    farEnd.sockets[0]!.drop();
    farEnd.say(ada, 'by HTTP');
    await clock.pass(60_000);
    expect(page.texts()).toEqual(['by HTTP']);
    expect(farEnd.of('heartbeat').length).toBeGreaterThan(0);
  });

  it('before an open chat asks over HTTP every few seconds, and at once for the answer to a message', async () => {
    const { farEnd, clock, page, ada } = await withAda();
    page.engine.opened();
    farEnd.takesSockets = false;
    farEnd.sockets[0]!.drop();
    await clock.pass(120_000);
    farEnd.say(ada, 'words of an agent');
    await clock.pass(8_000);
    expect(page.texts()).toEqual(['words of an agent']);
    const asked = farEnd.of('messages').length;
    page.engine.send('a question');
    await settled();
    expect(farEnd.of('messages')).toHaveLength(asked + 1);
  });

  it('is asked for a sign of life when somebody looks again', async () => {
    const { farEnd, clock, page } = await withAda();
    const socket = farEnd.sockets[0]!;
    socket.say = () => {};
    page.engine.wake();
    await clock.pass(14_000);
    expect(farEnd.sockets[0]).not.toBe(socket);
    expect(page.engine.view.connection).toBe('online');
  });

  it('tells the visitor when the chat cannot be used here', async () => {
    for (const code of ['origin_not_allowed', 'guests_not_allowed', 'protocol_too_old', 'bot_disabled'] as const) {
      const { farEnd, enter } = stage();
      const page = enter();
      farEnd.refuseNext('guest', 403, code);
      await openAsGuest(page);
      expect(page.engine.view).toMatchObject({ connection: 'refused', refused: code });
      expect(page.told).toContainEqual({ name: 'error', detail: { code } });
    }
  });

  it('a page left open over an upgrade that speaks another protocol is asked once to reload', async () => {
    const { farEnd, clock, page } = await withAda();
    const socket = farEnd.sockets[0]!;
    socket.say({ type: 'bye', epoch: Number(socket.hello!['epoch']), code: 'protocol_too_old' });
    await clock.pass(600_000);
    page.engine.wake();
    await clock.pass(60_000);
    expect(page.engine.view).toMatchObject({ connection: 'refused', refused: 'protocol_too_old' });
    expect(page.told.filter(({ name }) => name === 'error')).toEqual([
      { name: 'error', detail: { code: 'protocol_too_old' } },
    ]);
  });

  it('closed to guests is open to a user', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    farEnd.refuseNext('guest', 403, 'guests_not_allowed');
    await openAsGuest(page);
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    expect(page.engine.view).toMatchObject({ connection: 'online', refused: null, identity: 'verified' });
  });
});

describe('what the visitor sees', () => {
  it('history comes in pages, upward', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    farEnd.pageSize = 2;
    const ada = farEnd.id();
    farEnd.users.set('ada', ada);
    for (const text of ['1', '2', '3', '4', '5']) farEnd.say(ada, text);
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    expect(page.engine.view).toMatchObject({ hasOlder: true, loaded: true });
    expect(page.texts()).toEqual(['4', '5']);
    await Promise.all([page.engine.loadOlder(), page.engine.loadOlder()]);
    expect(page.texts()).toEqual(['2', '3', '4', '5']);
    await page.engine.loadOlder();
    expect(page.texts()).toEqual(['1', '2', '3', '4', '5']);
    expect(page.engine.view).toMatchObject({ hasOlder: false, loadingOlder: false });
  });

  it('what is unread is counted and told, until it is seen', async () => {
    const { farEnd, page, ada } = await withAda();
    farEnd.say(ada, 'one', 'agent');
    const last = farEnd.say(ada, 'two', 'bot');
    farEnd.say(ada, 'agent_joined', 'system');
    await settled();
    expect(page.engine.view.unread).toBe(2);
    page.engine.seen();
    await settled();
    expect(page.engine.view.unread).toBe(0);
    expect(farEnd.of('seen')[0]!.body).toMatchObject({ conversation_id: last.conversation_id, seq: last.seq + 1 });
    page.engine.seen();
    expect(farEnd.of('seen')).toHaveLength(1);
    expect(page.told.filter(({ name }) => name === 'unread').map(({ detail }) => detail)).toEqual([
      { count: 1 },
      { count: 2 },
      { count: 0 },
    ]);
  });

  it('typing is shown until a message comes or a while has passed', async () => {
    const { farEnd, clock, page, ada } = await withAda();
    const epoch = Number(farEnd.sockets[0]!.hello!['epoch']);
    farEnd.sockets[0]!.say({ type: 'typing', epoch, author: 'agent' });
    await settled();
    expect(page.engine.view.typing).toBe('agent');
    await clock.pass(6_000);
    expect(page.engine.view.typing).toBe(null);
    farEnd.sockets[0]!.say({ type: 'typing', epoch, author: 'bot' });
    farEnd.say(ada, 'here', 'bot');
    await settled();
    expect(page.engine.view.typing).toBe(null);
  });

  it('the visitor’s typing is told at most every three seconds', async () => {
    const { farEnd, clock, page } = await withAda();
    for (let key = 0; key < 40; key++) {
      page.engine.typing();
      await clock.pass(100);
    }
    expect(farEnd.sockets[0]!.frames.filter(({ type }) => type === 'typing')).toHaveLength(2);
  });

  it('an own message an agent has read is seen', async () => {
    const { farEnd, page, ada } = await withAda();
    page.engine.send('hello');
    await settled();
    const [stored] = farEnd.messages.get(ada)!;
    farEnd.tell(ada, { type: 'agent_seen', conversation_id: stored!.conversation_id, seq: 1 });
    await settled();
    expect(states(page)).toEqual(['hello: seen']);
  });

  it('the opening of the panel is told once for each person', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    await openAsGuest(page);
    page.engine.opened();
    await settled();
    expect(farEnd.of('open')).toHaveLength(1);
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    expect(farEnd.of('open').map(({ token }) => token)).toEqual([
      [...farEnd.guests.keys()][0],
      farEnd.of('messages').at(-1)!.token,
    ]);
  });

  it('what the page tells carries ids, never text', async () => {
    const { farEnd, page, ada } = await withAda();
    farEnd.say(ada, 'SENTINEL');
    page.engine.send('SENTINEL');
    await settled();
    expect(JSON.stringify(page.told)).not.toMatch(/SENTINEL|"ada"|hash of/);
  });
});

describe('attributes said by the page', () => {
  it('wait for a session, are said to it, and again when it could not be heard', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    page.engine.setAttributes({ cart: 3 });
    farEnd.next('attributes', { status: 503 });
    await openAsGuest(page);
    await clock.pass(10_000);
    expect(farEnd.of('attributes').map(({ body }) => body)).toEqual([{ cart: 3 }, { cart: 3 }]);
    page.engine.setAttributes({ cart: null });
    await settled();
    expect(farEnd.of('attributes').at(-1)!.body).toEqual({ cart: null });
  });

  it('of one user are never said of the next', async () => {
    const { farEnd, browser, clock, page } = await withAda();
    browser.isOffline = true;
    page.engine.setAttributes({ plan: 'of ada' });
    await settled();
    browser.isOffline = false;
    await page.engine.setUser('bob', proofOf('bob'));
    await clock.pass(60_000);
    expect(JSON.stringify(farEnd.of('attributes').map(({ token, body }) => [token, body]))).not.toContain('of ada');
  });

  it('are forgotten by a logout, also where nobody had come yet', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    page.engine.setAttributes({ plan: 'of somebody before' });
    await page.engine.logout();
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    expect(farEnd.of('attributes')).toEqual([]);
  });

  it('not taken are told to the installer, once', async () => {
    const { farEnd, clock, page } = await withAda();
    farEnd.next('attributes', {
      status: 200,
      body: { epoch: farEnd.calls.at(-1)!.epoch, dropped: [{ name: 'x', why: 'unknown' }] },
    });
    page.engine.setAttributes({ x: 1 });
    await settled();
    farEnd.refuseNext('attributes', 400, 'invalid_request');
    page.engine.setAttributes({ y: 1 });
    await clock.pass(60_000);
    expect(page.tab.warnings).toEqual([
      'Chatku: Attribute "x" was not taken: unknown.',
      'Chatku: contact was not taken: invalid_request.',
    ]);
  });
});

describe('the guest’s thread', () => {
  it('that was linked kills the guest’s token; else it stays for whoever is a guest here next', async () => {
    for (const kind of ['linked', 'none'] as const) {
      const { farEnd, enter } = stage();
      const page = enter();
      await openAsGuest(page);
      const token = page.local('guest');
      farEnd.link = kind === 'linked' ? { kind, conversation_id: farEnd.id() } : { kind };
      await page.engine.setUser('ada', proofOf('ada'));
      expect(farEnd.of('identify')[0]!.body).toMatchObject({ guest_token: token });
      expect(page.local('guest')).toBe(kind === 'linked' ? undefined : token);
    }
  });

  it('is asked about without a word of it, and the answer decides', async () => {
    for (const answer of ['link', 'leave'] as const) {
      const { farEnd, clock, enter } = stage();
      const page = enter();
      await openAsGuest(page);
      const lastAt = new Date(clock.nowMs).toISOString();
      farEnd.link = { kind: 'ask', nonce: farEnd.token(), messages: 4, last_at: lastAt, expires_at: lastAt };
      await page.engine.setUser('ada', proofOf('ada'));
      expect(page.engine.view.linkQuestion).toEqual({ messages: 4, lastAtMs: clock.nowMs });
      page.engine.answerLink(answer);
      page.engine.answerLink(answer);
      expect(page.engine.view.linkQuestion).toBe(null);
      await settled();
      expect(farEnd.of('link')).toHaveLength(1);
      expect(farEnd.of('link')[0]!.body).toMatchObject({ answer });
      expect(page.local('guest') === undefined).toBe(answer === 'link');
    }
  });

  it('the question goes with the person it was put to', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    await openAsGuest(page);
    const at = new Date(clock.nowMs).toISOString();
    farEnd.link = { kind: 'ask', nonce: farEnd.token(), messages: 4, last_at: at, expires_at: at };
    await page.engine.setUser('ada', proofOf('ada'));
    await page.engine.logout();
    expect(page.engine.view.linkQuestion).toBe(null);
    page.engine.answerLink('link');
    await settled();
    expect(farEnd.of('link')).toEqual([]);
  });
});
