import { afterEach, beforeEach, expect, test } from 'vitest';
import { connect, disconnect } from '../../far-end/in-page.js';
import { SCENARIOS } from '../../far-end/scenarios.js';
import type { World } from '../../far-end/world.js';
import { createApiKey, deleteApiKey, fetchApiKeys } from './api-keys.js';
import {
  createBot,
  deleteBotPicture,
  duplicateBot,
  fetchBot,
  fetchBots,
  fetchFlows,
  putBotPicture,
  updateBot,
} from './bots.js';
import {
  blockContact,
  endContactSessions,
  eraseContact,
  fetchContact,
  fetchContacts,
  liftNotBefore,
  renameContact,
  unblockContact,
  undoLink,
  updateContactFields,
} from './contacts.js';
import {
  fetchConversation,
  fetchConversations,
  fetchMessages,
  markSeen,
  sendReply,
  setBotPaused,
  setConversationStatus,
} from './conversations.js';
import { deleteField, fetchFields, putField, renameField } from './fields.js';
import { checkEndpoint, fetchIdentityPolicy, putIdentityPolicy, searchForKeys } from './identity-policy.js';
import { fetchChecklist, fetchInstallations } from './onboarding.js';
import { setCsrf } from './request.js';
import { fetchMe, fetchSetupState, givePassword, setUp, signIn, signInByLink, signOut } from './session.js';
import {
  actOnSpecialKey,
  addSpecialKey,
  exportIdentityLog,
  fetchIdentityLog,
  fetchSpecialKeys,
  importSpecialKey,
  revealSpecialKey,
  testHash,
} from './special-keys.js';

// The far end checks every body and query that comes in, and every answer that goes out, by the schemas of the contract.

let world: World;
let bot: string;
let contact: string;
let conversation: string;

beforeEach(async () => {
  world = SCENARIOS.full();
  connect(world);
  setCsrf(world.me.csrf);
  bot = world.bots[0]?.id ?? '';
  conversation = world.conversations[0]?.id ?? '';
  contact = world.conversations[0]?.contact.id ?? '';
  await givePassword(world.password);
});

afterEach(() => {
  disconnect();
  setCsrf(null);
});

test('session verbs speak the contract', async () => {
  await expect(fetchSetupState()).resolves.toEqual({ needed: false });
  await expect(fetchMe()).resolves.toEqual(world.me);
  await signOut();
  await expect(fetchMe()).rejects.toMatchObject({ code: 'unauthenticated' });
  await signIn(world.me.user.email, world.password);
  await signOut();
  await signInByLink('L'.repeat(43));
  await expect(signInByLink('L'.repeat(43))).rejects.toMatchObject({ code: 'sign_in_link_refused' });
});

test('first-run sign-up speaks the contract', async () => {
  world = SCENARIOS.fresh();
  connect(world);
  await setUp({
    code: world.setupCode,
    workspace_name: 'Kedai',
    name: 'Nurul',
    email: 'nurul@example.com',
    password: 'ten letters',
    timezone: 'Asia/Kuala_Lumpur',
    language: 'ms',
  });
  expect((await fetchMe()).workspace).toMatchObject({ name: 'Kedai', timezone: 'Asia/Kuala_Lumpur', language: 'ms' });
});

test('bot verbs speak the contract', async () => {
  const { items } = await fetchBots();
  expect(items.map((one) => one.name)).toContain('Kedai Senja');
  const made = await createBot({ name: 'New', purpose: 'lead', language: 'ms' });
  const renamed = await updateBot(made.id, { version: made.version, name: 'Newer' });
  expect(renamed).toMatchObject({ name: 'Newer', version: made.version + 1 });
  await expect(updateBot(made.id, { version: made.version })).rejects.toMatchObject({ code: 'conflict' });
  const dressed = await putBotPicture(made.id, { version: made.version + 1, picture: 'iVBORw0K' });
  expect(dressed.looks.avatar).toMatch(/^[0-9a-f]{16}$/);
  const bare = await deleteBotPicture(made.id, { version: dressed.version });
  expect(bare.looks.avatar).toBeUndefined();
  expect((await duplicateBot(bot)).id).not.toBe(bot);
  expect((await fetchBot(bot)).id).toBe(bot);
  expect((await fetchFlows(bot)).items).toHaveLength(3);
});

test('the first steps of a bot speak the contract', async () => {
  expect((await fetchChecklist(bot)).embed?.origin).toBe('https://kedaisenja.example');
  expect((await fetchInstallations(bot)).map((one) => one.findings[0])).toContain('origin_not_allowed');
});

test('API key verbs speak the contract', async () => {
  const made = await createApiKey(bot, 'Backend');
  expect(made.key).toContain(made.prefix);
  await deleteApiKey(bot, made.id);
  expect((await fetchApiKeys(bot)).items.some((one) => one.id === made.id)).toBe(false);
});

test('special key verbs speak the contract', async () => {
  await addSpecialKey(bot);
  await importSpecialKey(bot, 'i'.repeat(32));
  const keys = await fetchSpecialKeys(bot);
  const key = keys.find((one) => one.state === 'active')?.id ?? '';
  expect((await revealSpecialKey(bot, key)).key.length).toBeGreaterThanOrEqual(32);
  for (const act of ['primary', 'retire', 'restore', 'compromise'] as const) await actOnSpecialKey(bot, key, act);
  expect((await fetchSpecialKeys(bot)).find((one) => one.id === key)?.state).toBe('compromised');
  await expect(testHash(bot, { user_id: '7', identifier_hash: '' })).resolves.toMatchObject({
    diagnosis: 'missing_hash',
  });
});

test('keys of a kind, the policy and the looks at the website speak the contract', async () => {
  await addSpecialKey(bot, 'token');
  await importSpecialKey(bot, 'j'.repeat(32), 'token');
  expect((await fetchSpecialKeys(bot)).filter(({ kind }) => kind === 'token')).toHaveLength(2);
  expect((await fetchIdentityPolicy(bot)).accepts).toBe('hash_or_token');
  const set = await putIdentityPolicy(bot, { accepts: 'token_only', rehearsal: false });
  expect(set.accepts).toBe('token_only');
  expect((await searchForKeys(bot, ['/login'])).found).toEqual([]);
  expect((await checkEndpoint(bot, { url: 'https://shop.my/sign', method: 'POST' })).verdict).toBe('refuses');
  expect((await exportIdentityLog(bot, { verdict: 'refused' })).rows).toBeGreaterThan(0);
});

test('identity log verbs page and filter', async () => {
  const first = await fetchIdentityLog(bot, {}, { limit: 10 });
  const second = await fetchIdentityLog(bot, {}, { limit: 10, before: first.next });
  expect(new Set([...first.items, ...second.items].map((row) => row.id)).size).toBe(20);
  const one = first.items[3];
  expect((await fetchIdentityLog(bot, { requestId: one?.request_id })).items).toEqual([one]);
  const refused = await fetchIdentityLog(bot, { verdict: 'refused' });
  expect(refused.items.every((row) => row.verdict === 'refused')).toBe(true);
});

test('contact verbs speak the contract', async () => {
  expect((await fetchContacts({ search: 'aisyah', botId: bot })).items).toHaveLength(1);
  await updateContactFields(contact, { order_no: 'KS-1', newsletter: false, order_total: 2.5, name: null });
  await blockContact(contact);
  await unblockContact(contact);
  await endContactSessions(contact, true);
  expect((await fetchContact(contact)).not_before).not.toBeNull();
  await liftNotBefore(contact);
  await renameContact(contact, 'u/1');
  await undoLink(contact, (await fetchContact(contact)).links[0]?.id ?? '');
  expect(await fetchContact(contact)).toMatchObject({ custom_user_id: 'u/1', verified_at: null, not_before: null });
  await eraseContact(contact);
  await expect(fetchContact(contact)).rejects.toMatchObject({ code: 'not_found' });
});

test('field verbs speak the contract', async () => {
  const before = await fetchFields(bot);
  await putField(bot, { name: 'size', type: 'text', page_writable: false, minimum_provenance: 'page' });
  expect(await renameField(bot, 'size', 'fit')).toMatchObject({ name: 'fit', scope: 'user', value: null });
  expect(await fetchFields(bot)).toHaveLength(before.length + 1);
  await deleteField(bot, 'fit');
  expect(await fetchFields(bot)).toEqual(before);
});

test('conversation verbs speak the contract', async () => {
  expect((await fetchConversations({ status: 'open', botId: bot, contactId: contact })).items).toHaveLength(1);
  const page = await fetchMessages(conversation);
  const reply = { client_id: crypto.randomUUID(), text: 'Sama-sama' };
  const stored = await sendReply(conversation, reply);
  expect(await sendReply(conversation, reply)).toEqual(stored);
  expect(stored.seq).toBe((page.items.at(-1)?.seq ?? 0) + 1);
  await markSeen(conversation, stored.seq);
  await setBotPaused(conversation, false);
  await setConversationStatus(conversation, 'done');
  expect(await fetchConversation(conversation)).toMatchObject({ status: 'done', unread: 0, bot_paused_until: null });
});
