import { describe, expect, it } from 'vitest';
import { csrfTokenMatches, SESSION_COOKIE, SessionStore, sessionCookie } from './sessions.js';

const cookie = (id: string): string => `${SESSION_COOKIE}=${id}`;

describe('SessionStore', () => {
  it('finds a session by its cookie, among others', () => {
    const store = new SessionStore();
    const session = store.start('cust_1001');
    expect(store.find(`other=1; ${cookie(session.id)}; x=y`)).toBe(session);
    expect(store.find(`${cookie('planted')}; ${cookie(session.id)}`)).toBe(session);
  });

  it('knows no session it did not make', () => {
    const store = new SessionStore();
    const { id } = store.start('cust_1001');
    for (const header of [undefined, '', 'x', cookie(''), cookie('cust_1001'), cookie(`${id}a`), `x${cookie(id)}`]) {
      expect(store.find(header)).toBeNull();
    }
  });

  it('gives another id and another token at each change of who it is', () => {
    const store = new SessionStore();
    const guest = store.start(null);
    const known = store.replace(guest, 'cust_1001');
    expect(known.id).not.toBe(guest.id);
    expect(known.csrfToken).not.toBe(guest.csrfToken);
    expect(store.find(cookie(guest.id))).toBeNull();
    expect(store.find(cookie(known.id))?.customerId).toBe('cust_1001');
  });

  it('ends a session that was silent too long', () => {
    let nowMs = 0;
    const store = new SessionStore({ idleMs: 100, nowMs: () => nowMs });
    const { id } = store.start('cust_1001');
    nowMs = 100;
    expect(store.find(cookie(id))).not.toBeNull();
    nowMs = 201;
    expect(store.find(cookie(id))).toBeNull();
  });

  it('never holds more than its limit, and drops the one silent longest', () => {
    const store = new SessionStore({ limit: 2 });
    const [first, second] = [store.start('a'), store.start('b')];
    store.find(cookie(first.id));
    store.start(null);
    expect(store.size).toBe(2);
    expect(store.find(cookie(second.id))).toBeNull();
    expect(store.find(cookie(first.id))).not.toBeNull();
  });
});

it('hides the cookie from scripts and from other sites', () => {
  const session = new SessionStore().start(null);
  expect(sessionCookie(session)).toBe(`kedai_senja=${session.id}; Path=/; HttpOnly; SameSite=Lax`);
  expect(session.id).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

it('takes only the token of the very session', () => {
  const store = new SessionStore();
  const session = store.start(null);
  expect(csrfTokenMatches(session, session.csrfToken)).toBe(true);
  for (const wrong of [null, '', 'x', session.id, store.start(null).csrfToken, `${session.csrfToken} `]) {
    expect(csrfTokenMatches(session, wrong)).toBe(false);
  }
});
