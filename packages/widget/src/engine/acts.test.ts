import { describe, expect, it } from 'vitest';
import { proofOf } from './far-end.fixture.js';
import { openAsGuest, settled, stage } from './visitor.fixture.js';

const ACTS = /open|start_flow|track_event|add_tag|attributes/;

/** A page whose user is ada, and what the page has told of her since. */
const withAda = async () => {
  const { farEnd, browser, clock, enter } = stage();
  const page = enter();
  await page.engine.setUser('ada', proofOf('ada'));
  await settled();
  const told = () => farEnd.calls.filter(({ name }) => ACTS.test(name));
  return { farEnd, browser, clock, page, told, names: () => told().map(({ name }) => name) };
};

describe('what the page says and does for its visitor', () => {
  it('asks for nothing and keeps nothing before the visitor interacts', async () => {
    const { farEnd, browser, clock, enter } = stage();
    const page = enter();
    page.engine.trackEvent('shop.seen', { items: 2 });
    page.engine.addTag('vip');
    page.engine.startFlow('promo');
    await clock.pass(60_000);
    expect(farEnd.calls).toEqual([]);
    expect([...browser.local, ...page.tab.session]).toEqual([]);
  });

  it('waits for a session, and is told in order, one after the other', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    page.engine.trackEvent('shop.seen', { items: 2, gift: true, plan: 'gold', list: [1], note: undefined });
    page.engine.setAttributes({ plan: 'gold' });
    page.engine.startFlow('promo');
    page.engine.addTag('vip');
    await openAsGuest(page);
    const told = farEnd.calls.filter(({ name }) => ACTS.test(name));
    expect(told.map(({ name }) => name)).toEqual(['track_event', 'attributes', 'start_flow', 'add_tag', 'open']);
    const client_id = expect.any(String);
    expect(told[0]?.body).toEqual({ client_id, name: 'shop.seen', data: { items: 2, gift: true, plan: 'gold' } });
    expect(told[2]?.body).toEqual({ client_id, ref: 'promo' });
    expect(told[3]?.body).toEqual({ name: 'vip' });
    expect(page.tab.warnings).toEqual(['Chatku: Attribute "list" was not taken: malformed.']);
  });

  it('is told again under the same client id when it could not be heard', async () => {
    const { farEnd, clock, page } = await withAda();
    farEnd.next('track_event', { status: 503 }, { status: 429, body: { retryAfter: '30' } });
    page.engine.trackEvent('cart.paid');
    await clock.pass(90_000);
    const ids = farEnd.of('track_event').map(({ body }) => body['client_id']);
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect(page.told.filter(({ name }) => name === 'error')).toEqual([]);
  });

  it('of one user is never told of the next, in whatever order the answers come', async () => {
    const { farEnd, browser, clock, page, told } = await withAda();
    browser.isOffline = true;
    page.engine.trackEvent('of-ada');
    page.engine.addTag('of-ada');
    page.engine.startFlow('of-ada');
    await settled();
    browser.isOffline = false;
    await page.engine.setUser('bob', proofOf('bob'));
    await clock.pass(60_000);
    expect(told()).toEqual([]);
    farEnd.held.add('add_tag');
    page.engine.addTag('of-bob');
    page.engine.trackEvent('of-bob');
    await settled();
    const eve = page.engine.setUser('eve', proofOf('eve'));
    page.engine.trackEvent('of-eve');
    farEnd.release();
    await eve;
    await clock.pass(60_000);
    const tokens = told().map(({ token, body }) => [token === farEnd.of('messages').at(-1)?.token, body['name']]);
    expect(tokens).toEqual([
      [false, 'of-bob'],
      [true, 'of-eve'],
    ]);
  });

  it('dies with a logout, and with a setUser that is refused', async () => {
    const { farEnd, browser, clock, page, told } = await withAda();
    browser.isOffline = true;
    page.engine.trackEvent('of-ada');
    void page.engine.logout();
    await settled();
    browser.isOffline = false;
    const refused = page.engine.setUser('mallory', { identifier_hash: 'wrong' });
    page.engine.trackEvent('of-mallory');
    await clock.pass(10_000);
    expect((await refused).status).toBe('refused');
    await openAsGuest(page);
    await clock.pass(60_000);
    expect(told().map(({ name }) => name)).toEqual(['open']);
    expect(farEnd.of('guest')).toHaveLength(1);
  });

  it('of a guest dies when a user comes, waiting or on its way', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    await openAsGuest(page);
    farEnd.held.add('track_event');
    page.engine.trackEvent('on-its-way');
    page.engine.addTag('waiting');
    await settled();
    const came = page.engine.setUser('ada', proofOf('ada'));
    farEnd.release();
    await came;
    await clock.pass(60_000);
    expect(farEnd.of('track_event')).toHaveLength(1);
    expect(farEnd.of('add_tag')).toEqual([]);
  });

  it('of a guest whom the server sent away dies as well when a user comes', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    await openAsGuest(page);
    farEnd.refuseNext('track_event', 401, 'session_expired');
    farEnd.held.add('guest');
    page.engine.trackEvent('of-the-guest');
    await settled();
    expect(page.engine.identity().kind).toBe('none');
    await page.engine.setUser('ada', proofOf('ada'));
    farEnd.release();
    await clock.pass(60_000);
    expect(farEnd.of('track_event')).toHaveLength(1);
  });

  it('with the panel open, nothing is said for the user who leaves', async () => {
    const { farEnd, clock, page } = await withAda();
    page.engine.opened();
    await settled();
    const from = farEnd.calls.length;
    void page.engine.logout();
    await clock.pass(60_000);
    const names = farEnd.calls.slice(from).map(({ name }) => name);
    expect(names[0]).toBe('logout');
    expect(names.filter((name) => name === 'open')).toHaveLength(1);
  });

  it('before anybody came goes to the user the page names', async () => {
    const { farEnd, enter } = stage();
    const page = enter();
    page.engine.trackEvent('shop.seen');
    await page.engine.setUser('ada', proofOf('ada'));
    await settled();
    expect(farEnd.of('track_event').map(({ token }) => token)).toEqual([farEnd.of('messages').at(-1)?.token]);
  });

  it('that is not allowed is an event and a warning, and holds nothing up', async () => {
    const { farEnd, page, names } = await withAda();
    farEnd.refuseNext('start_flow', 403, 'page_right_missing');
    page.engine.startFlow('secret');
    page.engine.addTag('vip');
    await settled();
    expect(names()).toEqual(['start_flow', 'add_tag']);
    expect(page.told).toContainEqual({ name: 'error', detail: { code: 'page_right_missing' } });
    expect(page.tab.warnings).toEqual(['Chatku: flows was not taken: page_right_missing.']);
    expect(page.engine.identity().kind).toBe('verified');
  });

  it('that ends the session is said again to the next of the same user', async () => {
    const { farEnd, clock, page } = await withAda();
    farEnd.endSessions('session_expired');
    page.engine.addTag('vip');
    await clock.pass(60_000);
    expect(farEnd.of('identify')).toHaveLength(2);
    expect(farEnd.of('add_tag').at(-1)?.token).toBe(farEnd.of('messages').at(-1)?.token);
  });

  it('throws at no one, and waits without end for none that cannot travel', async () => {
    const { farEnd, clock, page } = await withAda();
    const round: Record<string, unknown> = {};
    round['self'] = round;
    page.engine.trackEvent('round', round);
    page.engine.trackEvent(round as never, null as never);
    page.engine.startFlow(undefined as never);
    page.engine.addTag('last');
    farEnd.refuseNext('track_event', 400, 'invalid_request');
    farEnd.refuseNext('track_event', 400, 'invalid_request');
    farEnd.refuseNext('start_flow', 400, 'invalid_request');
    await clock.pass(5_000);
    expect(farEnd.of('add_tag')).toHaveLength(1);
  });

  it('is kept within bounds while nobody comes: the newest stay', async () => {
    const { farEnd, clock, enter } = stage();
    const page = enter();
    for (let at = 0; at < 80; at++) page.engine.trackEvent(`e${at}`);
    await page.engine.setUser('ada', proofOf('ada'));
    await clock.pass(1_000);
    const names = farEnd.of('track_event').map(({ body }) => body['name']);
    expect(names).toEqual(Array.from({ length: 50 }, (_, at) => `e${at + 30}`));
  });
});
