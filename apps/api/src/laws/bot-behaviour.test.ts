import { createHash, randomUUID } from 'node:crypto';
import {
  type Behaviour,
  type Bot,
  type ContactDetail,
  type ContactEvent,
  DEFAULT_BEHAVIOUR,
  type FlowGraph,
  type Looks,
} from '@chatku/schemas';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

const says = (text: string): FlowGraph => ({
  start: 'say',
  steps: [{ id: 'say', kind: 'send_message', blocks: [{ kind: 'text', text }] }],
});

let world: World;
let owner: ConsoleClient;
const path = () => `/v1/console/bots/${world.bot.id}`;
const read = async (): Promise<Bot> => (await owner.get(path()).expect(200)).body as Bot;
const update = async (changes: object) => owner.patch(path(), { version: (await read()).version, ...changes });
const behave = async (given: Partial<Behaviour>): Promise<void> => {
  const { status, body } = await update({ behaviour: { ...DEFAULT_BEHAVIOUR, ...given } });
  expect([status, body.issues]).toEqual([200, undefined]);
};

beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
beforeEach(async () => {
  await world.changeBot({ behaviour: DEFAULT_BEHAVIOUR, guestFlowId: null, knownFlowId: null, identifiedFlowId: null });
});
afterAll(() => world.stop());

describe('settings', () => {
  const LOOKS: Looks = { title: 'Shop', colour: '#9a3412', position: 'right', scheme: 'auto', locale: 'auto' };

  test('come back as they were given', async () => {
    const flow_id = await world.publish(says('Order'));
    const behaviour: Behaviour = {
      ...DEFAULT_BEHAVIOUR,
      greeting: { text: 'Hello', after_seconds: 3, paths: ['/shop/*'] },
      starters: [{ kind: 'flow', id: 'order', label: 'Order', flow_id }],
      texts: { ms: { write: 'Tulis' }, ar: { newCount: { two: 'رسالتان', other: '{count} رسالة' } } },
    };
    const looks: Looks = {
      ...LOOKS,
      layout: 'drawer',
      icon: 'wave',
      radius: 0,
      font: 'Open Sans',
      colour_dark: '#ffffff',
    };
    const limits = { messages_per_minute: 5, new_guests_per_minute: 7 };
    const { status } = await update({ behaviour, looks, guest_limits: limits, identified_flow_id: flow_id });
    expect(status).toBe(200);
    expect(await read()).toMatchObject({ behaviour, looks, guest_limits: limits, identified_flow_id: flow_id });
    await update({ looks: LOOKS, guest_limits: { messages_per_minute: 60, new_guests_per_minute: 60 } });
  });

  const item = { kind: 'say', id: 'a', label: 'A', text: 'a' };
  const hours = {
    timezone: 'UTC',
    mon: [],
    tue: [],
    wed: [],
    thu: [],
    fri: [],
    sat: [],
    sun: [],
    offline_message: 'x',
  };
  test.each<[string, object]>([
    ['a font that is CSS', { looks: { ...LOOKS, font: 'Arial; } * { color: red' } }],
    ['a font with a quote', { looks: { ...LOOKS, font: 'Arial", url(https://evil.example' } }],
    ['a list of fonts', { looks: { ...LOOKS, font: 'Arial, serif' } }],
    ['a colour that is a function', { looks: { ...LOOKS, colour_dark: 'url(https://evil.example)' } }],
    ['a colour by name', { looks: { ...LOOKS, colour: 'red' } }],
    ['a radius with a unit', { looks: { ...LOOKS, radius: '3px' } }],
    ['a radius too large', { looks: { ...LOOKS, radius: 29 } }],
    ['a layout nobody has', { looks: { ...LOOKS, layout: 'sidebar' } }],
    ['looks with CSS', { looks: { ...LOOKS, css: 'body{}' } }],
    ['behaviour with a key nobody knows', { behaviour: { ...DEFAULT_BEHAVIOUR, css: 'x' } }],
    ['half of a behaviour', { behaviour: { greeting: null } }],
    [
      'a script address in the menu',
      { behaviour: { menu: [{ kind: 'url', id: 'a', label: 'A', url: 'javascript:alert(1)' }] } },
    ],
    [
      'a data address in the form',
      { behaviour: { pre_chat: { fields: [], consent: { text: 'x', url: 'data:text/html,x' } } } },
    ],
    ['a path without a slash', { behaviour: { hidden: { on_phones: false, paths: ['checkout'] } } }],
    ['an id twice', { behaviour: { starters: [item], menu: [item] } }],
    ['five starters', { behaviour: { starters: 'abcde'.split('').map((id) => ({ ...item, id })) } }],
    [
      'a third level',
      {
        behaviour: {
          menu: [{ kind: 'menu', id: 'm', label: 'M', items: [{ kind: 'menu', id: 'n', label: 'N', items: [item] }] }],
        },
      },
    ],
    ['a time zone nobody knows', { behaviour: { hours: { ...hours, timezone: 'Mars/Phobos' } } }],
    ['hours that end before they begin', { behaviour: { hours: { ...hours, mon: [{ from: '18:00', to: '09:00' }] } } }],
    ['what is no language', { behaviour: { texts: { French: { write: 'x' } } } }],
    ['a word under a key the widget does not have', { behaviour: { texts: { en: { hello: 'x' } } } }],
    ['a text without the name it is filled in with', { behaviour: { texts: { fr: { typing: 'On écrit' } } } }],
    ['no messages at all', { guest_limits: { messages_per_minute: 0, new_guests_per_minute: 1 } }],
  ])('%s is refused, and nothing has changed', async (_, changes) => {
    const before = await read();
    const whole =
      'behaviour' in changes &&
      Object.keys(changes.behaviour as object).length === 1 &&
      !('greeting' in (changes.behaviour as object))
        ? { behaviour: { ...DEFAULT_BEHAVIOUR, ...(changes.behaviour as object) } }
        : changes;
    const { status, body } = await update(whole);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(await read()).toEqual(before);
  });

  test('say which name a text lacks, and which it has that nothing fills in', async () => {
    const texts = { ar: { typing: 'يكتب', left: { few: '{bil}' } } };
    const { status, body } = await update({ behaviour: { ...DEFAULT_BEHAVIOUR, texts } });
    expect([status, body.issues]).toEqual([
      400,
      [
        { path: 'behaviour.texts.ar.typing', message: 'must contain {name}' },
        { path: 'behaviour.texts.ar.left.few', message: 'must not contain {bil}: nothing fills it in' },
        { path: 'behaviour.texts.ar.left.few', message: 'must contain {count}' },
      ],
    ]);
  });

  test('bring more to a page as soon as the bot speaks a language of its own', async () => {
    const served = async (): Promise<{ more?: 1 }> =>
      (await world.harness.request.get(`/w/${world.bot.id}.json`).expect(200)).body;
    await update({ behaviour: { ...DEFAULT_BEHAVIOUR, texts: { en: {} } } });
    expect((await served()).more).toBe(undefined);
    await update({ behaviour: { ...DEFAULT_BEHAVIOUR, texts: { ar: {} } } });
    expect((await served()).more).toBe(1);
  });

  test('name flows of this bot only, wherever they name one', async () => {
    const other = await World.makeBot(world.harness, world.bot.workspaceId);
    const flows = await owner.post(`/v1/console/bots/${other.bot.id}/flows`, { name: 'Theirs' }).expect(201);
    const flow_id = flows.body.id as string;
    const foreign = { kind: 'flow', id: 'a', label: 'A', flow_id };
    const menu = [{ kind: 'menu', id: 'm', label: 'M', items: [foreign] }];
    for (const [at, changes] of [
      ['identified_flow_id', { identified_flow_id: flow_id }],
      ['behaviour.starters.0.flow_id', { behaviour: { ...DEFAULT_BEHAVIOUR, starters: [foreign] } }],
      ['behaviour.menu.0.flow_id', { behaviour: { ...DEFAULT_BEHAVIOUR, menu: [foreign] } }],
      ['behaviour.menu.0.items.0.flow_id', { behaviour: { ...DEFAULT_BEHAVIOUR, menu } }],
    ] as const) {
      const { status, body } = await update(changes);
      expect([status, body.issues]).toEqual([400, [{ path: at, message: 'must be a flow of this bot' }]]);
    }
  });

  test('go along when a bot is duplicated, with the flows of the copy', async () => {
    const flow_id = await world.publish(says('Order'));
    const starters: Behaviour['starters'] = [{ kind: 'flow', id: 'order', label: 'Order', flow_id }];
    const menu: Behaviour['menu'] = [
      { kind: 'menu', id: 'm', label: 'M', items: [{ kind: 'flow', id: 'n', label: 'N', flow_id }] },
    ];
    await behave({ starters, menu });
    await update({ identified_flow_id: flow_id });
    const { body } = await owner.post(`${path()}/duplicate`).expect(201);
    const copy = body as Bot;
    const ids = (await owner.get(`/v1/console/bots/${copy.id}/flows`).expect(200)).body.items.map(
      ({ id }: { id: string }) => id,
    );
    expect(ids).toContain(copy.identified_flow_id);
    expect(copy.behaviour.starters).toEqual([{ ...starters[0], flow_id: copy.identified_flow_id }]);
    expect(copy.behaviour.menu).toEqual([
      {
        kind: 'menu',
        id: 'm',
        label: 'M',
        items: [{ kind: 'flow', id: 'n', label: 'N', flow_id: copy.identified_flow_id }],
      },
    ]);
  });
});

describe('what a page loads', () => {
  const settings = async () => (await world.harness.request.get(`/w/${world.bot.id}.json`).expect(200)).body;

  test('says nothing of more where nothing more is set', async () => {
    const body = await settings();
    expect([body.more, body.guests, body.behaviour]).toEqual([undefined, undefined, DEFAULT_BEHAVIOUR]);
  });

  test('asks for more, and says how long a guest is remembered, where it is set', async () => {
    await behave({ hidden: { on_phones: true, paths: [] }, guest_history: 'session' });
    expect(await settings()).toMatchObject({ more: 1, guests: 'session' });
    const { text } = await world.harness.request.get(`/w/${world.bot.id}.js`).expect(200);
    expect(text).toContain('"more":1,"guests":"session"');
  });
});

describe('a starter or an item of the menu', () => {
  test('starts its flow by its id; an id that starts none is refused', async () => {
    const flow_id = await world.publish(says('Your order, please.'));
    const item = { kind: 'flow', label: 'Order', flow_id } as const;
    await behave({
      starters: [
        { ...item, id: 'starter' },
        { kind: 'say', id: 'word', label: 'Word', text: 'x' },
      ],
      menu: [{ kind: 'menu', id: 'level', label: 'Level', items: [{ ...item, id: 'inner' }] }],
    });
    for (const ref of ['starter', 'inner']) {
      const page = await world.page().becomeGuest();
      await page.call('post', 'flows').send({ client_id: randomUUID(), ref }).expect(200);
      expect(await page.texts()).toEqual(['Your order, please.']);
    }
    const page = await world.page().becomeGuest();
    for (const ref of ['word', 'level', 'nothing']) {
      const { body } = await page.call('post', 'flows').send({ client_id: randomUUID(), ref }).expect(403);
      expect(body.code).toBe('page_right_missing');
    }
  });
});

describe('the form before the chat', () => {
  const consent = { text: 'I agree.', url: null };
  const fields = [
    { name: 'email', label: 'E-mail', required: true },
    { name: 'name', label: 'Name', required: false },
  ];
  const detailOf = async (id: string): Promise<ContactDetail> =>
    (await owner.get(`/v1/console/contacts/${id}`).expect(200)).body as ContactDetail;
  const answer = (values: object, given: object = { consent: true }) => ({ client_id: randomUUID(), values, ...given });

  test('writes what a guest says, and keeps when and to which text they agreed', async () => {
    await behave({ pre_chat: { fields, consent } });
    const page = await world.page().becomeGuest();
    await page
      .call('post', 'pre-chat')
      .send(answer({ email: ' a@example.my ' }))
      .expect(200);
    const detail = await detailOf(page.contactId);
    expect(detail.fields).toMatchObject([{ name: 'email', value: 'a@example.my', provenance: 'visitor' }]);
    const { body } = await owner.get(`/v1/console/contacts/${page.contactId}/events`).expect(200);
    expect(body.items as ContactEvent[]).toMatchObject([
      {
        name: 'consent.given',
        provenance: 'visitor',
        data: { text_sha256: createHash('sha256').update('I agree.').digest('hex') },
      },
    ]);
  });

  test('keeps one consent for one text, whatever the page tells under the same id', async () => {
    await behave({ pre_chat: { fields: [{ name: 'toString', label: 'Builder', required: true }], consent } });
    const page = await world.page().becomeGuest();
    await page.call('post', 'pre-chat').send(answer({})).expect(400);
    await world.changeBot({ pageRights: { ...world.bot.pageRights, track_events: true } });
    const given = answer({ toString: 'Ali' });
    await page.call('post', 'events').send({ client_id: given.client_id, name: 'x' }).expect(200);
    for (let i = 0; i < 3; i += 1) {
      await page.call('post', 'pre-chat').send({ ...given, client_id: i === 0 ? given.client_id : randomUUID() });
    }
    const { body } = await owner.get(`/v1/console/contacts/${page.contactId}/events`).expect(200);
    const names = (body.items as ContactEvent[]).map(({ name }) => name);
    expect(names.filter((name) => name === 'consent.given')).toHaveLength(1);
  });

  test('takes nothing it does not ask for, and nothing without what it demands', async () => {
    await behave({ pre_chat: { fields, consent } });
    const page = await world.page().becomeGuest();
    for (const [path_, body] of [
      ['values.phone', answer({ email: 'a@example.my', phone: '0123456' })],
      ['values.email', answer({ name: 'Aisyah' })],
      ['values.email', answer({ email: '  ' })],
      ['consent', answer({ email: 'a@example.my' }, {})],
      ['consent', answer({ email: 'a@example.my' }, { consent: false })],
    ] as const) {
      const { body: refused } = await page.call('post', 'pre-chat').send(body).expect(400);
      expect(refused.issues[0].path).toBe(path_);
    }
    expect((await detailOf(page.contactId)).fields).toEqual([]);
  });

  test('asks guests only, and nobody where there is no form', async () => {
    const guest = await world.page().becomeGuest();
    await guest.call('post', 'pre-chat').send(answer({})).expect(403);
    await behave({ pre_chat: { fields: [], consent } });
    const user = await world.page().becomeUser('form-user');
    await user.call('post', 'pre-chat').send(answer({})).expect(403);
  });
});

describe('limits for guests', () => {
  test('are the bot’s own: messages of one guest, and new guests of one address', async () => {
    const page = await world.page().becomeGuest();
    await world.changeBot({ guestLimits: { messages_per_minute: 2, new_guests_per_minute: 3 } });
    await page.send('1').expect(200);
    await page.send('2').expect(200);
    await page.send('3').expect(429);
    const user = await world.page().becomeUser('talkative');
    for (const text of ['1', '2', '3']) await user.send(text).expect(200);
    for (let made = 0; made < 3; made++) await world.page().becomeGuest();
    await world.page().call('post', 'guest').send({}).expect(429);
    await world.changeBot({ guestLimits: { messages_per_minute: 60, new_guests_per_minute: 60 } });
  });
});

describe('a guest who turns verified', () => {
  test('is told so once, in the same chat', async () => {
    await world.changeBot({ identifiedFlowId: await world.publish(says('Welcome back.')) });
    const page = await world.page().becomeGuest();
    await page.send('Hello').expect(200);
    await page.becomeUser('turned');
    expect(page.link.kind).toBe('linked');
    expect(await page.texts()).toEqual(['Hello', 'Welcome back.']);
    await page.becomeUser('turned');
    expect(await page.texts()).toEqual(['Hello', 'Welcome back.']);
  });

  test('who was no guest before is told nothing', async () => {
    await world.changeBot({ identifiedFlowId: await world.publish(says('Welcome back.')) });
    const page = await world.page().becomeUser('came-known');
    expect(await page.texts()).toEqual([]);
  });
});

describe('the pages of this server', () => {
  const OWN = 'http://localhost:3000';

  test('/chat/<bot> shows a bot by its title, and is the same for one that is unknown and one that is off', async () => {
    await update({
      looks: {
        title: '<script>alert(1)</script>',
        colour: '#000000',
        position: 'right',
        scheme: 'auto',
        locale: 'auto',
      },
    });
    const { text, headers } = await world.harness.request.get(`/chat/${world.bot.id}`).expect(200);
    expect(text).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
    expect(text).not.toContain('<script>alert');
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'.*frame-ancestors 'none'$/);
    const unknown = await world.harness.request.get(`/chat/${randomUUID()}`).expect(200);
    await world.changeBot({ enabled: false });
    const off = await world.harness.request.get(`/chat/${world.bot.id}`).expect(200);
    await world.changeBot({ enabled: true });
    expect(off.text).toBe(unknown.text);
    expect(off.text).not.toContain('<script');
  });

  test('may talk to a bot that lists other origins; another origin may not', async () => {
    const guest = (origin: string | null) => world.page().call('post', 'guest', { origin }).send({});
    await guest(OWN).expect(200);
    await guest('https://evil.example').expect(403);
    await guest(null).expect(403);
    await guest(null).set('sec-fetch-site', 'same-origin').expect(200);
    await guest(null).set('sec-fetch-site', 'cross-site').expect(403);
    await guest('https://evil.example').set('sec-fetch-site', 'same-origin').expect(403);
  });

  test('the preview may be framed by this server only, and may speak to it alone', async () => {
    const { headers, text } = await world.harness.request.get('/w/preview').expect(200);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy).toContain("default-src 'none'");
    expect(/connect-src [^;]*/.exec(policy)?.[0]).toBe("connect-src 'self'");
    expect([headers['x-frame-options'], headers['cache-control']]).toEqual(['SAMEORIGIN', 'no-store']);
    const script = /src="(\/w\/p\/[^"]+)"/.exec(text)?.[1] ?? '';
    await world.harness.request.get(script).expect(200);
  });
});
