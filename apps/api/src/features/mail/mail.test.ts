import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { OutboxWorker } from '../../platform/outbox/outbox-worker.js';
import type { Harness } from '../../platform/testing/harness.js';
import { type ConsoleClient, signIn } from '../../testing/console-client.js';
import { MailBox, plainTextOf } from '../../testing/mail-box.js';
import { startApi } from '../../testing/start-api.js';
import { AuditService } from '../workspaces/index.js';
import { writeMail } from './mail-texts.js';

const MAIL = '/v1/console/mail';

let box: MailBox;
let api: Harness;
let owner: ConsoleClient;
beforeEach(async () => {
  box = await MailBox.open();
  api = await startApi();
  owner = await signIn(api);
});
afterEach(async () => {
  await api.stop();
  await box.close();
});

const good = () => ({
  host: '127.0.0.1',
  port: box.port,
  security: 'none',
  user: null,
  from: 'Kedai <chat@example.com>',
});

describe('mail settings', () => {
  test('are stored sealed, and never told with their password', async () => {
    expect((await owner.get(MAIL).expect(200)).body).toMatchObject({ source: 'none', has_password: false });
    const body = { ...good(), user: 'chat', password: 'the-mail-password' };
    const put = await owner.put(MAIL, body).expect(200);
    expect(put.body).toEqual({ ...good(), user: 'chat', source: 'stored', has_password: true });
    const everything = JSON.stringify([
      await api.reader.manager.query('select * from mail_settings'),
      await api.get(AuditService).list(api.reader, owner.user.workspaceId, 100),
      (await owner.get(MAIL)).body,
      api.log,
    ]);
    expect(everything).not.toContain('the-mail-password');
  });

  test('keep their password for the same server and user only', async () => {
    await owner.put(MAIL, { ...good(), user: 'chat', password: 'p' }).expect(200);
    expect((await owner.put(MAIL, { ...good(), user: 'chat', port: 26 }).expect(200)).body.has_password).toBe(true);
    const elsewhere = await owner.put(MAIL, { ...good(), host: 'localhost', user: 'chat' }).expect(400);
    expect(elsewhere.body.issues[0].path).toBe('password');
  });

  test('send no password in the clear over a network', async () => {
    const answer = await owner.put(MAIL, { ...good(), host: 'mail.example.com', user: 'chat', password: 'p' });
    expect([answer.status, answer.body.issues[0].path]).toEqual([400, 'security']);
  });

  test('can be removed', async () => {
    await owner.put(MAIL, good()).expect(200);
    await owner.delete(MAIL).expect(204);
    expect((await owner.get(MAIL)).body.source).toBe('none');
    expect((await owner.post(`${MAIL}/test`, {}).expect(409)).body.code).toBe('mail_not_set');
  });
});

describe('the test mail', () => {
  test('goes to whoever asks, in their language', async () => {
    await owner.put(MAIL, good()).expect(200);
    await owner.patch('/v1/console/account', { language: 'ms' }).expect(200);
    const answer = await owner.post(`${MAIL}/test`, {}).expect(200);
    expect(answer.body).toEqual({ sent: true, failure: null, detail: null });
    expect(box.mails[0]?.to).toEqual([owner.user.email]);
    expect(box.mails[0] && plainTextOf(box.mails[0])).toContain('Mel berfungsi');
  });

  test('says what failed', async () => {
    await owner.put(MAIL, { ...good(), host: 'no-such-host.invalid' }).expect(200);
    const answer = await owner.post(`${MAIL}/test`, {}).expect(200);
    expect(answer.body).toMatchObject({ sent: false, failure: 'dns' });
  });
});

test('the environment wins, is shown as such without its password, and is not changed from here', async () => {
  const given = await startApi({
    env: { CHATKU_SMTP_URL: 'smtp://chat:env-password@127.0.0.1:25?tls=none', CHATKU_MAIL_FROM: 'chat@example.com' },
  });
  try {
    const boss = await signIn(given);
    const shown = await boss.get(MAIL).expect(200);
    expect(shown.body).toMatchObject({ source: 'environment', user: 'chat', has_password: true });
    expect(shown.text).not.toContain('env-password');
    expect(JSON.stringify(given.config)).not.toContain('env-password');
    expect((await boss.put(MAIL, good()).expect(409)).body.code).toBe('set_by_environment');
    expect((await boss.delete(MAIL).expect(409)).body.code).toBe('set_by_environment');
  } finally {
    await given.stop();
  }
});

describe('an invitation by mail', () => {
  test('carries the link, in the workspace’s language', async () => {
    await owner.put(MAIL, good()).expect(200);
    await owner.patch('/v1/console/workspace', { language: 'zh-Hans', name: 'Kedai <Senja>' }).expect(200);
    const body = { role: 'agent', email: 'siti@example.com', send: true };
    const made = await owner.post('/v1/console/invites', body).expect(201);
    expect(made.body.sent).toBe(true);
    await api.get(OutboxWorker).settle();
    expect(box.mails[0]?.to).toEqual(['siti@example.com']);
    const text = box.mails[0] && plainTextOf(box.mails[0]);
    expect(text).toContain(made.body.link);
    expect(text).toContain('邀请您');
    expect(JSON.stringify(api.log)).not.toContain('siti@');
  });

  test('is refused while mail is not set up, and nothing is made', async () => {
    const body = { role: 'agent', email: 'siti@example.com', send: true };
    expect((await owner.post('/v1/console/invites', body).expect(409)).body.code).toBe('mail_not_set');
    expect((await owner.get('/v1/console/invites')).body.items).toEqual([]);
  });
});

test('what people are called is text in a mail, never markup', () => {
  const given = { workspace: '<b>Kedai</b>', by: '"><script>', role: 'agent', link: 'https://x.my/#a' } as const;
  const { html, text } = writeMail('invite', 'en', 'a@b.c', given);
  expect(html).not.toMatch(/<b>|<script>/);
  expect(html).toContain('&lt;b&gt;Kedai&lt;/b&gt;');
  expect(text).toContain('<b>Kedai</b>');
});
