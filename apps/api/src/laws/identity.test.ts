import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { KeyRingService } from '../features/identity/index.js';
import { Browser, ORIGIN, type Page, secret, World } from './world.js';

let world: World;
beforeAll(async () => {
  world = await World.start();
});
afterAll(() => world.stop());
// Refusals are limited per minute: each law begins with a fresh minute.
beforeEach(() => world.harness.clock.advance(61_000));

let users = 0;
const someUser = (): string => `user-${++users}`;

describe('the proof', () => {
  test('a right hash makes the visitor the user, in either letter case', async () => {
    const userId = someUser();
    const first = await world.page().becomeUser(userId);
    const second = await world.page().becomeUser(userId, { identifier_hash: world.hash(userId).toUpperCase() });
    expect(second.contactId).toBe(first.contactId);
  });

  test('wrong, missing, malformed and foreign proofs are answered byte for byte alike', async () => {
    const own = await World.start();
    try {
      const userId = someUser();
      await own.page().becomeUser(userId);
      const refusals = [
        { identifier_hash: 'a'.repeat(64) },
        { identifier_hash: undefined },
        { identifier_hash: null },
        { identifier_hash: 'zz' },
        { identifier_hash: 7 },
        { identifier_hash: own.hash('somebody else') },
        { identifier_hash: createHash('sha256').update(userId).digest('hex') },
      ];
      const answers = new Set<string>();
      for (const given of refusals) {
        for (const id of [userId, 'nobody-yet', '', 'a\u0000b', 7, ['u'], null, { a: 1 }]) {
          const answer = await own.page().identify(id, given);
          expect(answer.status).toBe(403);
          const { date: _date, 'x-request-id': requestId, ...headers } = answer.headers;
          answers.add(JSON.stringify([headers, answer.text.replaceAll(String(requestId), 'R')]));
        }
        own.harness.clock.advance(61_000);
      }
      expect(answers.size).toBe(1);
      expect([...answers][0]).toContain('identity_refused');
    } finally {
      await own.stop();
    }
  });

  test('the log says what the answer does not', async () => {
    const userId = someUser();
    const swapped = createHmac('sha256', userId).update(world.key).digest('hex');
    const answer = await world.page().identify(userId, { identifier_hash: swapped });
    const [row] = await world.readLog();
    expect(row).toMatchObject({
      request_id: answer.headers['x-request-id'],
      verdict: 'refused',
      diagnosis: 'key_and_message_swapped',
      origin: 'https://shop.example.my',
    });
    expect(JSON.stringify(row)).not.toContain(userId);
    expect(JSON.stringify(row)).not.toContain(swapped);
  });

  test.each([
    '{user_id}',
    '{{user_id}}',
    '{{ user.id }}',
    '<?= $user_id ?>',
    '<%= user_id %>',
    'USER_ID',
    '$user_id',
    'YOUR_USER_ID',
  ])(
    'an id %s whose backend signs that very text verifies, and the log warns that nobody replaced it',
    async (userId) => {
      await world.log.settle();
      const usual = await world.page().identify(someUser()).expect(200);
      const answer = await world.page().identify(userId).expect(200);
      expect(Object.keys(answer.body)).toEqual(Object.keys(usual.body));
      expect(answer.text).not.toContain('placeholder');
      const [row, before] = await world.readLog();
      expect(row).toMatchObject({
        verdict: 'verified',
        diagnosis: 'placeholder_not_replaced',
        variant: 'placeholder_as_id',
        key_id: before?.key_id,
      });
      expect(before).toMatchObject({ verdict: 'verified', diagnosis: null });
    },
  );

  test('a warning is not lost among many right proofs of one minute', async () => {
    for (let i = 0; i < 40; i += 1) await world.page().identify('the same user').expect(200);
    await world.page().identify('{user_id}').expect(200);
    const rows = await world.readLog();
    expect(rows.some((row) => row.diagnosis === 'placeholder_not_replaced' && row.at === rows[0]?.at)).toBe(true);
  });

  test('an e-mail that was hashed instead of the id is recognised', async () => {
    const hashed = createHmac('sha256', world.key).update('aisyah@example.my').digest('hex');
    await world.page().identify(someUser(), { identifier_hash: hashed, attributes: { email: 'aisyah@example.my' } });
    expect((await world.readLog())[0]?.diagnosis).toBe('hashed_email_instead_of_id');
  });

  test('client says verified: nothing in a body can', async () => {
    const answer = await world.page().identify(someUser(), {
      identifier_hash: undefined,
      verified: true,
      status: 'verified',
      is_verified: true,
    });
    expect(answer.status).toBe(403);
  });

  test('hash of A used for B verifies nothing', async () => {
    await world
      .page()
      .identify('B', { identifier_hash: world.hash('A') })
      .expect(403);
  });

  test('hash replayed for another bot: another bot’s key verifies nothing here', async () => {
    const other = await World.makeBot(world.harness, world.bot.workspaceId);
    const userId = someUser();
    const foreign = createHmac('sha256', other.key).update(userId).digest('hex');
    await world.page().identify(userId, { identifier_hash: foreign }).expect(403);
    expect((await world.readLog())[0]?.diagnosis).toBe('key_of_another_bot');
  });

  test('type confusion of the id: 7, "7", "07", ["7"] are not one user', async () => {
    const seven = await world.page().becomeUser('7');
    const zeroSeven = await world.page().becomeUser('07');
    expect(zeroSeven.contactId).not.toBe(seven.contactId);
    for (const id of [7, ['7'], { toString: '7' }, 1e21, true]) {
      await world
        .page()
        .identify(id, { identifier_hash: world.hash('7') })
        .expect(403);
    }
  });

  test('look-alike ids are different users', async () => {
    const composed = await world.page().becomeUser('Zo\u00eb');
    const decomposed = await world.page().becomeUser('Zoe\u0308');
    const marked = await world.page().becomeUser('\ufeffZo\u00eb');
    expect(new Set([composed.contactId, decomposed.contactId, marked.contactId]).size).toBe(3);
  });

  test('two proofs in one call must both verify: a wrong token refuses a right hash', async () => {
    await world.page().identify(someUser(), { identity_token: 'a.b.c' }).expect(403);
    expect((await world.readLog())[0]?.diagnosis).toBe('token_malformed');
  });

  test('concurrent first identification makes one contact', async () => {
    const userId = someUser();
    const pages = await Promise.all(Array.from({ length: 8 }, () => world.page().becomeUser(userId)));
    expect(new Set(pages.map((page) => page.contactId)).size).toBe(1);
  });

  test('a body that is no object is 400, one that is too large 413, none of JSON 415', async () => {
    const page = world.page();
    await page.call('post', 'identify').send([]).expect(400);
    await page.call('post', 'identify').set('content-type', 'application/json').send('{"user_id":').expect(400);
    await page
      .call('post', 'identify')
      .send({ user_id: 'x'.repeat(70_000) })
      .expect(413);
    await page.call('post', 'identify').set('content-type', 'text/plain').send('x').expect(415);
  });

  test('refusals are limited, and a valid proof is never refused because of others', async () => {
    const own = await World.start();
    try {
      const page = own.page();
      const statuses = new Set<number>();
      for (let i = 0; i < 30; i++)
        statuses.add((await page.identify(someUser(), { identifier_hash: 'a'.repeat(64) })).status);
      expect([...statuses].sort()).toEqual([403, 429]);
      await page.becomeUser(someUser());
    } finally {
      await own.stop();
    }
  });
});

describe('keys', () => {
  test('a retired key verifies nothing, its sessions live on, and retiring can be undone within the hour', async () => {
    const own = await World.start();
    try {
      const ring = own.harness.get(KeyRingService);
      const userId = someUser();
      const oldHash = own.hash(userId);
      const page = await own.page().becomeUser(userId);
      const [old] = await ring.list(own.bot);
      await expect(ring.retire(own.bot, old?.id ?? '')).rejects.toMatchObject({ code: 'last_key' });
      await ring.add(own.bot);
      await ring.retire(own.bot, old?.id ?? '');
      await own.page().identify(userId, { identifier_hash: oldHash }).expect(403);
      expect((await own.readLog())[0]?.diagnosis).toBe('retired_key');
      await page.call('post', 'heartbeat').send({}).expect(200);
      await ring.restore(own.bot, old?.id ?? '');
      await own.page().becomeUser(userId, { identifier_hash: oldHash });
      await ring.retire(own.bot, old?.id ?? '');
      own.harness.clock.advance(3_600_001);
      await expect(ring.restore(own.bot, old?.id ?? '')).rejects.toMatchObject({ code: 'undo_expired' });
    } finally {
      await own.stop();
    }
  });

  test('as many keys verify as may: restoring one more is refused, and changes nothing', async () => {
    const own = await World.start();
    try {
      const ring = own.harness.get(KeyRingService);
      const verifying = async () =>
        (await ring.list(own.bot)).filter(({ state }) => state === 'primary' || state === 'active').length;
      const retired = await ring.add(own.bot);
      await ring.retire(own.bot, retired.id);
      while ((await verifying()) < 50) await ring.add(own.bot);
      await expect(ring.add(own.bot)).rejects.toMatchObject({ code: 'conflict' });
      await expect(ring.restore(own.bot, retired.id)).rejects.toMatchObject({ code: 'conflict' });
      expect((await ring.list(own.bot)).find(({ id }) => id === retired.id)?.state).toBe('retired');
      const [first] = await ring.list(own.bot);
      await ring.retire(own.bot, first?.id ?? '');
      await ring.restore(own.bot, retired.id);
      expect(await verifying()).toBe(50);
    } finally {
      await own.stop();
    }
  });

  test('compromised key’s old sessions end at once', async () => {
    const own = await World.start();
    try {
      const ring = own.harness.get(KeyRingService);
      const page = await own.page().becomeUser('u-1');
      const [key] = await ring.list(own.bot);
      await ring.markCompromised(own.bot, key?.id ?? '');
      const answer = await page.call('get', 'messages').expect(401);
      expect(answer.body.code).toBe('session_revoked');
      await own.page().identify('u-1').expect(403);
      expect((await own.readLog())[0]?.diagnosis).toBe('compromised_key');
    } finally {
      await own.stop();
    }
  });

  test('the published key, a short key and another bot’s key are refused at import', async () => {
    const ring = world.harness.get(KeyRingService);
    const published = 'b02612a8bdf5e736c41ce2002181d124';
    await expect(ring.import(world.bot, published)).rejects.toMatchObject({ code: 'key_refused' });
    await expect(ring.import(world.bot, 'x'.repeat(31))).rejects.toMatchObject({ code: 'key_refused' });
    const other = await World.makeBot(world.harness, world.bot.workspaceId);
    await expect(ring.import(world.bot, other.key)).rejects.toMatchObject({ code: 'key_in_use' });
  });

  test('a key lies sealed on the disk', async () => {
    const rows: { sealed: string }[] = await world.harness.reader.manager.query('select * from special_key');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(world.key);
  });
});

describe('pages, epochs and groups', () => {
  test('a late, lower-numbered call is superseded and creates nothing', async () => {
    const page = world.page();
    page.epoch = 4;
    await page.becomeUser(someUser());
    page.epoch = 1;
    const late = someUser();
    const answer = await page.identify(late).expect(409);
    expect(answer.body.code).toBe('identity_superseded');
    const rows = await world.harness.reader.manager.query('select id from contact where custom_user_id = $1', [late]);
    expect(rows).toEqual([]);
  });

  test('failed switch: A is gone from the page even when B is refused', async () => {
    const page = await world.page().becomeUser(someUser());
    const { token, epoch } = page;
    await page.identify('B', { identifier_hash: 'f'.repeat(64) }).expect(403);
    page.token = token;
    await page.call('get', 'messages').expect(401);
    page.epoch = epoch;
    const answer = await page.call('get', 'messages').expect(409);
    expect(answer.body.code).toBe('identity_superseded');
  });

  test('a verified token belongs to one page session', async () => {
    const page = await world.page().becomeUser(someUser());
    const thief = world.page();
    thief.epoch = page.epoch;
    await thief.call('get', 'messages', { token: page.token }).expect(401);
  });

  test('logout ends all pages of the browser, and only those', async () => {
    const userId = someUser();
    const browser = new Browser();
    const one = await world.page(browser).becomeUser(userId);
    const two = await world.page(browser).becomeUser(userId);
    world.harness.clock.advance(10_000);
    const elsewhere = await world.page().becomeUser(userId);
    await one.logOut().expect(204);
    expect((await two.call('get', 'messages')).body.code).toBe('logged_out');
    await elsewhere.call('get', 'messages').expect(200);
  });

  test('logout undone by another tab: a page logged out from elsewhere answers logged_out until another page identifies', async () => {
    const userId = someUser();
    const browser = new Browser();
    const one = await world.page(browser).becomeUser(userId);
    const two = await world.page(browser).becomeUser(userId);
    await one.logOut().expect(204);
    expect((await two.identify(userId)).body.code).toBe('logged_out');
    browser.group = null;
    expect((await two.identify(userId)).body.code).toBe('logged_out');
    two.epoch += 1;
    await two.becomeGuest();
    expect((await two.identify(userId)).body.code).toBe('logged_out');
    const three = await world.page(browser).becomeUser(userId);
    await three.call('get', 'messages').expect(200);
    await two.becomeUser(userId);
  });

  describe('two tabs that identify at once make a group each, and', () => {
    /** Two tabs of one browser, neither of which has seen the other's group. */
    const atOnce = async (gapMs = 0) => {
      const userId = someUser();
      const one = await world.page().becomeUser(userId);
      world.harness.clock.advance(gapMs);
      const two = await world.page().becomeUser(userId);
      expect(two.browser.group).not.toBe(one.browser.group);
      return { userId, one, two };
    };
    const codeOf = async (page: Page) => (await page.call('get', 'messages')).body.code;

    test.each([0, 2999, 3000])('a logout ends both, whichever came first (%i ms between them)', async (gapMs) => {
      for (const last of [false, true]) {
        const { userId, one, two } = await atOnce(gapMs);
        const [leaves, misses] = last ? [two, one] : [one, two];
        await leaves.logOut().expect(204);
        expect(await codeOf(misses)).toBe('logged_out');
        expect((await misses.identify(userId).expect(409)).body.code).toBe('logged_out');
        // A third tab that began under the other one's group is late as well.
        const late = await world.page().identify(userId, { group: misses.browser.group }).expect(409);
        expect(late.body.code).toBe('identity_superseded');
      }
    });

    test('what began later is another device', async () => {
      const { one, two } = await atOnce(3001);
      await one.logOut().expect(204);
      await two.call('get', 'messages').expect(200);
    });

    test('neither another user nor a page of another origin is of them', async () => {
      await world.changeBot({ origins: [ORIGIN, 'https://other.example.my'] });
      const { userId, one } = await atOnce();
      const other = await world.page().becomeUser(someUser());
      const away = world.page();
      const answer = await away.identify(userId).set('origin', 'https://other.example.my').expect(200);
      await one.logOut().expect(204);
      await other.call('get', 'messages').expect(200);
      away.token = answer.body.token;
      await away.call('get', 'messages', { origin: 'https://other.example.my' }).expect(200);
      await world.changeBot({ origins: [ORIGIN] });
    });

    test('knowing the other group, or the user’s id, still ends nothing', async () => {
      const { userId, one, two } = await atOnce();
      const stranger = await world.page().becomeUser(someUser(), { group: one.browser.group });
      await stranger.logOut().expect(204);
      // The stranger's own group is the first one's: that goes, as it always did. The user's other group does not.
      await two.call('get', 'messages').expect(200);
      await world
        .page()
        .identify(userId, { identifier_hash: 'f'.repeat(64) })
        .expect(403);
      await two.call('get', 'messages').expect(200);
    });
  });

  test('an identify begun under a retired group is superseded', async () => {
    const browser = new Browser();
    const one = await world.page(browser).becomeUser(someUser());
    const { group } = browser;
    await one.logOut().expect(204);
    const late = await world.page().identify(someUser(), { group }).expect(409);
    expect(late.body.code).toBe('identity_superseded');
  });

  test('group id fixed or stolen gives nothing: a planted one is not adopted, a known one ends nothing', async () => {
    const planted = '0190a0a0-0000-7000-8000-000000000000';
    const answer = await world.page().identify(someUser(), { group: planted }).expect(200);
    expect(answer.body.group).not.toBe(planted);
    const victim = await world.page().becomeUser(someUser());
    const attacker = world.page();
    attacker.browser.group = victim.browser.group;
    await attacker.logOut().expect(401);
    await victim.call('get', 'messages').expect(200);
  });

  test('a group that could be none is as none', async () => {
    for (const group of ['a\0b', '', 'x'.repeat(10_000), 7, null]) {
      const { body } = await world.page().identify(someUser(), { group }).expect(200);
      expect(body.group).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('a verified session ends after 30 minutes of silence, and after 24 hours in any case', async () => {
    const silent = await world.page().becomeUser(someUser());
    world.harness.clock.advance(30 * 60_000 + 1);
    expect((await silent.call('get', 'messages')).body.code).toBe('session_expired');
    const busy = await world.page().becomeUser(someUser());
    for (let beat = 0; beat < 71; beat++) {
      world.harness.clock.advance(20 * 60_000);
      await busy.call('post', 'heartbeat').send({}).expect(200);
    }
    world.harness.clock.advance(21 * 60_000);
    expect((await busy.call('get', 'messages')).body.code).toBe('session_expired');
  });

  test('session fixation: a guest’s token never becomes a user’s', async () => {
    const page = await world.page().becomeGuest();
    const guestToken = page.token;
    await page.becomeUser(someUser());
    expect(page.token).not.toBe(guestToken);
    await page.call('get', 'messages', { token: guestToken }).expect(401);
  });
});

describe('origins', () => {
  test('a foreign origin is refused; no origin at all too', async () => {
    const page = world.page();
    const evil = await page.call('post', 'guest', { origin: 'https://evil.example' }).send({}).expect(403);
    expect(evil.body.code).toBe('origin_not_allowed');
    await page.call('post', 'guest', { origin: null }).send({}).expect(403);
    await page.call('post', 'guest', { origin: 'null' }).send({}).expect(403);
    await page.call('post', 'guest').send({}).expect(200);
  });

  test('answers vary by origin, never allow credentials, and are not stored', async () => {
    const { headers } = await world.page().call('post', 'guest').send({}).expect(200);
    expect(headers['access-control-allow-origin']).toBe('https://shop.example.my');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers['vary']).toMatch(/origin/i);
    expect(headers['cache-control']).toContain('no-store');
  });
});

describe('the guest’s thread', () => {
  test('own fresh thread is linked, once', async () => {
    const browser = new Browser();
    const page = await world.page(browser).becomeGuest();
    await page.send('I was a guest').expect(200);
    await page.becomeUser(someUser());
    expect(page.link.kind).toBe('linked');
    const { items } = await page.history();
    expect(items.map((message) => [message.body.text, message.as_guest])).toEqual([['I was a guest', true]]);
    expect(browser.guestToken).toBeNull();
  });

  test('guest history pulled into the wrong account: a stale thread is asked about, not taken', async () => {
    const browser = new Browser();
    const page = await world.page(browser).becomeGuest();
    await page.send('old words').expect(200);
    world.harness.clock.advance(31 * 60_000);
    await page.becomeUser(someUser());
    expect(page.link).toMatchObject({ kind: 'ask', messages: 1 });
    expect(JSON.stringify(page.link)).not.toContain('old words');
    expect(await page.texts()).toEqual([]);
  });

  test('another tab’s guest secret: a thread another tab wrote is asked about, not taken', async () => {
    const browser = new Browser();
    const page = await world.page(browser).becomeGuest();
    await page.send('from another tab', { tab_secret: secret() }).expect(200);
    await page.becomeUser(someUser());
    expect(page.link.kind).toBe('ask');
  });

  test('a guest beside whom somebody was verified is never linked unasked', async () => {
    const browser = new Browser();
    const page = await world.page(browser).becomeGuest();
    await world.page(browser).becomeUser(someUser());
    await page.send('written later').expect(200);
    const other = await world.page(browser).becomeUser(someUser());
    expect(other.link.kind).toBe('ask');
  });

  test('the question is answered once, by the page it was put to, with the guest’s secret', async () => {
    const browser = new Browser();
    const page = await world.page(browser).becomeGuest();
    await page.send('mine after all').expect(200);
    world.harness.clock.advance(31 * 60_000);
    await page.becomeUser(someUser());
    if (page.link.kind !== 'ask') throw new Error('not asked');
    const body = { nonce: page.link.nonce, guest_token: browser.guestToken, answer: 'link' };
    const stranger = await world.page().becomeUser(someUser());
    await stranger.call('post', 'link').send(body).expect(410);
    await page
      .call('post', 'link')
      .send({ ...body, guest_token: secret() })
      .expect(410);
    const answer = await page.call('post', 'link').send(body).expect(200);
    expect(answer.body.link.kind).toBe('linked');
    expect(await page.texts()).toEqual(['mine after all']);
    await page.call('post', 'link').send(body).expect(410);
  });

  test('the guest’s secret is dead after linking', async () => {
    const browser = new Browser();
    const page = await world.page(browser).becomeGuest();
    await page.send('x').expect(200);
    const dead = browser.guestToken;
    await page.becomeUser(someUser());
    const thief = world.page();
    thief.browser.guestToken = dead;
    await thief.becomeGuest();
    expect(thief.browser.guestToken).not.toBe(dead);
    expect(await thief.texts()).toEqual([]);
  });
});

describe('attributes', () => {
  const fieldsOf = (contactId: string): Promise<{ name: string; held: string; provenance: string }[]> =>
    world.harness.reader.manager.query('select * from contact_field where contact_id = $1 order by name', [contactId]);

  test('page values may only fill a blank; unknown and malformed ones are dropped and never refuse the identity', async () => {
    const answer = await world.page().identify(someUser(), {
      attributes: { name: 'Aisyah', email: 'not an address', wat: 1, avatar_url: 'javascript:alert(1)' },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.dropped).toEqual([
      { name: 'email', why: 'malformed' },
      { name: 'wat', why: 'unknown' },
      { name: 'avatar_url', why: 'malformed' },
    ]);
    expect(await fieldsOf(answer.body.contact_id)).toMatchObject([{ name: 'name', provenance: 'page' }]);
  });

  test('merge by unsigned e-mail or phone never happens', async () => {
    const email = 'same@example.my';
    const one = await world.page().becomeUser(someUser(), { attributes: { email } });
    const two = await world.page().becomeUser(someUser(), { attributes: { email } });
    expect(one.contactId).not.toBe(two.contactId);
  });
});
