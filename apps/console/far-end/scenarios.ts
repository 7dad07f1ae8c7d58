import {
  type AuditLogEntry,
  BackgroundJob,
  type Bot,
  DIAGNOSES,
  type ErrorLogEntry,
  type ErrorLogPlace,
} from '@chatku/schemas';
import { World } from './world.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The words a test or a picture starts from. */
export const SCENARIOS = {
  /** A workspace with nothing in it. */
  empty: (): World => new World(),
  /** A new installation. */
  fresh: (): World => {
    const world = new World();
    world.signedIn = false;
    world.setupNeeded = true;
    return world;
  },
  /** A shop that is at work. */
  full: (): World => full(),
  /** A shop where thirty people write at once. */
  busy: (): World => {
    const world = full();
    const bot = world.bots[0];
    if (bot === undefined) throw new Error('the full scenario has a bot');
    for (let i = 0; i < 30; i++) {
      const contact = world.addContact(bot.id, { name: `Pelanggan ${i + 1}`, created_at: world.at(DAY + i * MINUTE) });
      const conversation = world.addConversation(contact, i * MINUTE);
      for (let n = 0; n < 60; n++) {
        world.say(conversation.id, n % 3 === 0 ? 'visitor' : 'bot', `Message ${n + 1} of chat ${i + 1}`, {
          ago: i * MINUTE + (60 - n) * 10_000,
          quietly: true,
        });
      }
    }
    return world;
  },
} as const;

export type ScenarioName = keyof typeof SCENARIOS;

const FIELD = {
  type: 'text',
  page_writable: false,
  minimum_provenance: 'page',
  scope: 'user',
  folder: '',
  description: '',
  value: null,
} as const;

const full = (): World => {
  const world = new World();
  const { staff } = world;
  staff.add('Tan Mei Ling', { role: 'admin', two_step: true, online: true });
  staff.add('Farid bin Osman', { role: 'member' });
  staff.add('Priya Subramaniam-Devi', {
    role: 'supervisor',
    email: 'priya.with.a.rather.long.address@mail.kedaisenja.example',
  });
  staff.add('Lim Boon', { deactivated_at: world.at(3 * DAY) });
  staff.addInvite({ email: 'siti@example.com' });
  staff.addInvite({ role: 'admin' });
  staff.addSession({ browser: 'Chrome, macOS', current: true, last_seen_at: world.at() });
  staff.addSession();
  staff.addSession({ browser: null });
  staff.mail = {
    source: 'stored',
    host: 'mail.kedaisenja.example',
    port: 587,
    security: 'starttls',
    user: 'chat',
    has_password: true,
    from: 'Kedai Senja <chat@kedaisenja.example>',
  };
  const shop = world.addBot('Kedai Senja', {
    looks: {
      title: 'Kedai Senja',
      subtitle: 'Usually answers within minutes',
      colour: '#b4472e',
      position: 'right',
      scheme: 'auto',
      locale: 'auto',
    },
    origins: ['https://kedaisenja.example', 'https://*.kedaisenja.example', 'http://localhost:4000'],
  });
  const trial = world.addBot('Wholesale (trial)', { enabled: false });
  world.addBot('Kedai Fajar');
  world.addKey(trial.id);
  Object.assign(trial, everythingSet(trial));
  const offers = { id: world.id(), bot_id: trial.id, name: 'Offers', published_at: world.at(9 * DAY), version: 2 };
  const unfinished = { ...offers, id: world.id(), name: 'Not finished', published_at: null };
  world.flows.set(trial.id, [offers, unfinished]);
  trial.page_rights = {
    track_events: true,
    tags: ['wholesale'],
    flows: [
      { ref: 'offers', flow_id: offers.id },
      { ref: 'later', flow_id: unfinished.id },
    ],
  };
  world.onboarding.checklists.set(shop.id, {
    chat_at: world.at(50 * DAY),
    embed: { origin: 'https://kedaisenja.example', at: world.at(49 * DAY) },
    verified_at: null,
    members: 5,
  });
  const seen = (state: Parameters<typeof world.onboarding.see>[1]) =>
    world.onboarding.see(shop.id, { loaded_at: world.at(2 * MINUTE), ...state }, world.at(3 * MINUTE));
  const old = { build: '0c8e6d1a42f9', current: false };
  seen({
    origin: 'https://partner.example',
    loader: old,
    allowed: true,
    talked_at: null,
    findings: ['loaded_but_silent'],
  });
  seen({ origin: 'https://kedaisenja.example', findings: ['several_bots', 'no_proof'] });
  seen({
    origin: 'https://staging.kedaisenja-with-a-long-name.example',
    allowed: false,
    talked_at: null,
    refused_at: world.at(MINUTE),
    findings: ['origin_not_allowed', 'mixed_content'],
  });

  const origin = 'https://kedaisenja.example';
  const primary = world.addKey(shop.id, {
    created_at: world.at(40 * DAY),
    last_verified_at: world.at(3 * MINUTE),
    last_verified_origin: origin,
    verified_in_24h: 412,
  });
  world.addKey(shop.id, {
    imported: true,
    created_at: world.at(300 * DAY),
    last_verified_at: world.at(12 * DAY),
    last_verified_origin: 'https://old.kedaisenja.example',
    safe_to_retire: true,
  });
  world.addKey(shop.id, {
    state: 'retired',
    created_at: world.at(400 * DAY),
    retired_at: world.at(20 * MINUTE),
    undo_until: new Date(world.now() + 40 * MINUTE).toISOString(),
  });
  world.addKey(shop.id, { state: 'compromised', created_at: world.at(500 * DAY), retired_at: world.at(90 * DAY) });

  world.apiKeys.set(shop.id, [
    {
      id: world.id(),
      name: 'Shop backend',
      prefix: 'ck_9f2',
      created_at: world.at(30 * DAY),
      last_used_at: world.at(MINUTE),
    },
    { id: world.id(), name: 'Nightly import', prefix: 'ck_77a', created_at: world.at(3 * DAY), last_used_at: null },
  ]);
  const greeting = {
    id: world.id(),
    bot_id: shop.id,
    name: 'Greet a guest',
    published_at: world.at(9 * DAY),
    version: 3,
  };
  const known = { id: world.id(), bot_id: shop.id, name: 'Your order', published_at: world.at(2 * DAY), version: 7 };
  const draft = { id: world.id(), bot_id: shop.id, name: 'Ramadan offers', published_at: null, version: 1 };
  world.flows.set(shop.id, [greeting, known, draft]);
  world.graphs.set(known.id, {
    start: 'again-0',
    steps: [
      {
        id: 'again-0',
        title: 'Which order?',
        kind: 'question',
        text: 'What is the number of your order?',
        answer: { type: 'text' },
        save_to: 'order_no',
        ports: { answered: 'again-1', no_match: 'sorry' },
      },
      { id: 'again-1', kind: 'action', actions: [{ kind: 'add_tag', tag: 'asked' }], ports: { next: 'branch' } },
      {
        id: 'branch',
        kind: 'condition',
        branches: [{ port: 'known', when: { kind: 'tag', tag: 'vip', has: true } }],
        ports: { known: 'sorry', else: 'again-0' },
      },
      { id: 'sorry', kind: 'send_message', blocks: [{ kind: 'text', text: 'Sorry, {{name | default:"there"}}.' }] },
    ],
  });
  shop.guest_flow_id = greeting.id;
  shop.known_flow_id = known.id;
  world.fields.set(shop.id, [
    { ...FIELD, name: 'order_no', minimum_provenance: 'server', folder: 'Orders', description: 'As on the receipt.' },
    { ...FIELD, name: 'order_total', type: 'number', minimum_provenance: 'server', folder: 'Orders' },
    { ...FIELD, name: 'newsletter', type: 'boolean', page_writable: true },
    { ...FIELD, name: 'birthday', type: 'date', page_writable: true },
    { ...FIELD, name: 'opening_hours', scope: 'bot', value: '9.00 to 18.00, closed on Fridays', folder: 'Shop' },
  ]);

  const verified = (name: string, id: string, email: string, ago: number) =>
    world.addContact(shop.id, {
      name,
      email,
      custom_user_id: id,
      is_guest: false,
      verified_at: world.at(ago),
      verified_key_id: primary.id,
      verified_by: primary.kind,
      created_at: world.at(30 * DAY + ago),
      last_seen_at: world.at(ago / 2),
      tags: ['regular', 'KL'],
      fields: [
        { name: 'name', value: name, provenance: 'page', updated_at: world.at(ago) },
        { name: 'email', value: email, provenance: 'server', updated_at: world.at(2 * DAY) },
        { name: 'phone', value: '+60 12-345 6789', provenance: 'visitor', updated_at: world.at(3 * DAY) },
        { name: 'order_no', value: `KS-${1000 + Number(id)}`, provenance: 'server', updated_at: world.at(HOUR) },
        { name: 'order_total', value: 184.5, provenance: 'server', updated_at: world.at(HOUR) },
        { name: 'newsletter', value: true, provenance: 'signed', updated_at: world.at(5 * DAY) },
      ],
      sessions: [
        { id: world.id(), kind: 'verified', origin, created_at: world.at(ago), last_seen_at: world.at(MINUTE) },
        { id: world.id(), kind: 'verified', origin, created_at: world.at(DAY), last_seen_at: world.at(3 * HOUR) },
      ],
    });
  const aisyah = verified('Aisyah binti Rahman', '1042', 'aisyah@example.com', 4 * MINUTE);
  const weiLing = verified('陈慧玲 Wei Ling', '1043', 'weiling@example.com', 2 * HOUR);
  const kumar = verified('Kumar Selvam', '1044', 'kumar@example.com', 26 * HOUR);
  aisyah.online = true;
  const guest = world.addContact(shop.id, {
    online: true,
    created_at: world.at(20 * MINUTE),
    last_seen_at: world.at(MINUTE),
  });
  const blocked = world.addContact(shop.id, {
    name: 'Free iPhone',
    blocked: true,
    created_at: world.at(3 * DAY),
    last_seen_at: world.at(2 * DAY),
  });
  const server = world.addContact(shop.id, {
    name: 'Tan Mei',
    email: 'mei.tan.with.a.rather.long.address@mail.department.example.com',
    custom_user_id: 'customer:8f14e45f-ceea-467f-a0e6-59d2c0b1a8f7',
    is_guest: false,
    created_at: world.at(6 * DAY),
    last_seen_at: null,
  });

  world.events.set(
    aisyah.id,
    Array.from({ length: 25 }, (_, i) => ({
      id: world.id(),
      name: i % 3 === 0 ? 'cart.opened' : 'product_viewed',
      data: i % 3 === 0 ? { items: i + 1, express: true } : { sku: `KS-RAIN-${i}`, colour: 'hijau gelap' },
      provenance: 'page' as const,
      created_at: world.at(i * HOUR),
    })),
  );
  const wrong = (
    code: string,
    detail: string,
    count: number,
    ago: number,
    place: ErrorLogPlace | null = null,
  ): ErrorLogEntry => ({
    id: world.id(),
    code,
    detail,
    place,
    count,
    first_at: world.at(ago + 3 * DAY),
    last_at: world.at(ago),
  });
  world.errors.set(shop.id, [
    wrong('field_unknown', 'A flow could not write the field "orderno": unknown.', 14, HOUR),
    ...Array.from({ length: 22 }, (_, i) =>
      wrong('too_many_steps', 'More than 200 steps in one run.', 1, (i + 2) * HOUR, {
        flow_id: known.id,
        flow_name: i === 21 ? null : known.name,
        step_id: i === 20 ? null : `again-${i}`,
        step_title: i === 0 ? 'Which order?' : null,
      }),
    ),
    wrong('something_new', 'A sentence that names the place.', 2, DAY),
  ]);
  const parked = (kind: string, error_code: string, error_detail: string | null, ago: number): BackgroundJob => ({
    id: world.id(),
    kind,
    bot_id: kind === 'mail' ? null : shop.id,
    attempts: error_detail === null ? 10 : 1,
    error_code,
    error_detail,
    due_at: world.at(ago + HOUR),
    parked_at: world.at(ago),
  });
  world.parkedJobs = [
    parked('mail', 'mail_auth', '535 no', HOUR),
    parked('flow.wait', 'conflict', null, 2 * HOUR),
    parked('of-a-newer-server', 'something_new', null, DAY),
  ];
  world.jobs = { waiting: 12, running: 1, oldest_due_at: world.at(5 * HOUR) };
  const act = (action: string, ago: number, detail: AuditLogEntry['detail'] = null, known = true): AuditLogEntry => ({
    id: world.id(),
    at: world.at(ago),
    user_id: known ? world.me.user.id : null,
    user_name: known ? world.me.user.name : null,
    action,
    target_id: shop.id,
    detail,
  });
  world.audit = [
    act('key.revealed', 2 * MINUTE),
    act('contacts.exported', HOUR, { rows: 6 }),
    act('session.refused-by-password', 2 * HOUR, { address: 'kZf2m0' }, false),
    act('field.defined', 3 * HOUR, { name: 'order_no', pageWritable: false, minimumProvenance: 'server' }),
    act('thing.unheard-of', DAY),
    ...Array.from({ length: 60 }, (_, i) => act('session.opened-by-password', (i + 2) * DAY)),
  ];
  const first = world.addConversation(aisyah, 0);
  aisyah.links = [{ id: world.id(), conversation_id: first.id, linked_at: world.at(26 * HOUR), undone_at: null }];
  const say = (id: string, author: 'visitor' | 'bot' | 'agent' | 'system', text: string, ago: number, more = {}) =>
    world.say(id, author, text, { ago, quietly: true, ...more });
  say(first.id, 'bot', 'Hello! What can we do for you?', 27 * HOUR, {
    body: {
      quick_replies: [
        { id: 'order', label: 'My order' },
        { id: 'hours', label: 'Opening hours' },
      ],
    },
    as_guest: true,
  });
  say(first.id, 'visitor', 'My order', 27 * HOUR - MINUTE, { as_guest: true });
  say(
    first.id,
    'bot',
    'Please **sign in** so that I can look it up: [your account](https://kedaisenja.example/account)',
    27 * HOUR - 2 * MINUTE,
    { as_guest: true },
  );
  say(first.id, 'system', 'agent_joined', 26 * HOUR);
  say(
    first.id,
    'agent',
    'Hi Aisyah, I see order `KS-2042`. It left Shah Alam this morning:\n\n1. Shah Alam hub, 07:10\n2. Your area, *about 16:00*',
    26 * HOUR - MINUTE,
    {
      author_name: 'Nurul Izzati',
    },
  );
  say(first.id, 'visitor', 'Thank you! Can it come after 5pm?', 6 * MINUTE);
  say(first.id, 'visitor', 'Nobody is home before. The guard house closes at 6.', 5 * MINUTE);
  first.unread = 2;
  first.visitor_seen_seq = 5;
  first.bot_paused_until = new Date(world.now() + 12 * MINUTE).toISOString();

  const second = world.addConversation(weiLing, HOUR);
  say(second.id, 'visitor', '请问这件雨衣有小孩的尺码吗？', 2 * HOUR);
  say(second.id, 'bot', '有的，5 到 12 岁都有。', 2 * HOUR - MINUTE);
  say(second.id, 'agent', '要不要我帮您留一件？', HOUR, { author_name: 'Nurul Izzati' });

  const third = world.addConversation(guest, 15 * MINUTE);
  say(third.id, 'bot', 'Selamat datang ke Kedai Senja.', 18 * MINUTE);
  say(
    third.id,
    'visitor',
    'Ada jual payung besar? Yang boleh muat dua orang, kalau boleh warna gelap sebab senang kotor.',
    15 * MINUTE,
  );

  const fourth = world.addConversation(kumar, 26 * HOUR);
  say(fourth.id, 'visitor', 'Order received, thanks.', 26 * HOUR);
  fourth.unread = 0;
  fourth.status = 'done';
  const fifth = world.addConversation(blocked, 2 * DAY);
  say(fifth.id, 'visitor', 'https://win.example/free?<script>alert(1)</script>', 2 * DAY);
  world.addConversation(server, 6 * DAY);

  DIAGNOSES.slice(0, 12).forEach((diagnosis, i) => {
    world.addLogEntry(shop.id, {
      diagnosis,
      at: world.at((i * i + 1) * 3 * MINUTE),
      count: i === 3 ? 14 : 1,
      key_id: diagnosis === 'key_and_message_swapped' ? primary.id : null,
      masked_id: i % 4 === 0 ? '••••' : '10••••42',
    });
  });
  for (let i = 0; i < 40; i++) {
    world.addLogEntry(shop.id, {
      verdict: 'verified',
      diagnosis: null,
      key_id: primary.id,
      at: world.at(i * 17 * MINUTE),
    });
  }
  world.addLogEntry(shop.id, { verdict: 'superseded', diagnosis: null, at: world.at(8 * MINUTE) });
  return world;
};

/** A bot whose settings are all in use. */
const everythingSet = ({ looks, behaviour }: Bot): Pick<Bot, 'looks' | 'behaviour'> => {
  const hours = [
    { from: '09:00', to: '12:30' },
    { from: '13:30', to: '18:00' },
  ];
  return {
    looks: { ...looks, colour_dark: '#8ab4ff', layout: 'drawer', icon: 'wave', radius: 4, font: 'Georgia' },
    behaviour: {
      ...behaviour,
      greeting: { text: 'Buying for a shop?', after_seconds: 5, paths: ['/wholesale/*'] },
      opens: { after_seconds: 30, after_scroll_percent: 50, paths: [] },
      hidden: { on_phones: true, paths: ['/checkout'] },
      starters: [{ kind: 'say', id: 'prices', label: 'Prices', text: 'What does a dozen cost?' }],
      menu: [
        {
          kind: 'menu',
          id: 'orders',
          label: 'Orders',
          items: [
            { kind: 'url', id: 'track', label: 'Track', url: 'https://kedaisenja.example/track' },
            { kind: 'say', id: 'change', label: 'Change', text: 'I want to change my order.' },
          ],
        },
        { kind: 'say', id: 'hours', label: 'Hours', text: 'When are you open?' },
      ],
      pre_chat: {
        fields: [
          { name: 'name', label: 'Your name', required: true },
          { name: 'email', label: 'Your e-mail', required: false },
        ],
        consent: { text: 'I agree to the privacy notice.', url: 'https://kedaisenja.example/privacy' },
      },
      typing: { per_character_ms: 20, at_most_ms: 3000 },
      hours: {
        timezone: 'Asia/Kuala_Lumpur',
        mon: hours,
        tue: hours,
        wed: hours,
        thu: hours,
        fri: hours,
        sat: [{ from: '10:00', to: '24:00' }],
        sun: [],
        offline_message: 'We are back on the next working day.',
      },
      texts: { ms: { write: 'Tulis di sini' }, ar: { write: 'اكتب رسالة', newCount: { two: 'رسالتان جديدتان' } } },
    },
  };
};
