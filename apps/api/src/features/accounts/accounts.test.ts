import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OutboxWorker } from '../../platform/outbox/outbox-worker.js';
import type { Harness } from '../../platform/testing/harness.js';
import { ConsoleClient, signIn } from '../../testing/console-client.js';
import { MailBox, plainTextOf } from '../../testing/mail-box.js';
import { startApi } from '../../testing/start-api.js';
import { AuditService, StaffService } from '../workspaces/index.js';
import { PasswordResetService } from '../workspaces/password-reset.service.js';
import { totpCode, totpStepOf } from '../workspaces/totp.js';
import { ResetByMailService } from './reset-by-mail.service.js';

const PASSWORD = 'the old password';
const ACCOUNT = '/v1/console/account';

let box: MailBox;
let passwordHash: string;
let api: Harness;
let me: ConsoleClient;

beforeAll(async () => {
  box = await MailBox.open();
});
afterAll(() => box.close());
beforeEach(async () => {
  api = await startApi({ env: { CHATKU_SMTP_URL: box.url, CHATKU_MAIL_FROM: 'chat@example.com' } });
  me = await signIn(api);
  const staff = api.get(StaffService);
  passwordHash ??= await staff.passwords.hash(PASSWORD);
  await api.unitOfWork.run('test.password', (tx) => staff.update(tx, me.user.id, { passwordHash }));
  box.mails.length = 0;
});
afterEach(() => api.stop());

const byPassword = (password: string, agent = '') =>
  api.request.post('/v1/console/session').set('user-agent', agent).send({ email: me.user.email, password });
const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
  String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
const acts = async () =>
  (await api.get(AuditService).list(api.reader, me.user.workspaceId, 100)).map(({ action }) => action);
/** Signs the same person in on another browser. */
const otherBrowser = async (agent = 'Firefox/1 (Windows)') => {
  const answer = await byPassword(PASSWORD, agent).expect(200);
  return new ConsoleClient(api, me.user, cookieOf(answer), answer.body.csrf);
};

describe('one’s own account', () => {
  test('has a name and a language, first that of the workspace', async () => {
    expect((await me.get('/v1/console/session')).body.user).toMatchObject({ language: 'en', two_step: false });
    const changed = await me.patch(ACCOUNT, { name: ' Nurul Izzati ', language: 'zh-Hans' }).expect(200);
    expect(changed.body.user).toMatchObject({ name: 'Nurul Izzati', language: 'zh-Hans' });
    expect((await me.get('/v1/console/session')).body).toEqual(changed.body);
    await me.patch(ACCOUNT, { name: '   ' }).expect(400);
  });
});

describe('changing the password', () => {
  const change = (old: string, fresh: string) =>
    me.post(`${ACCOUNT}/password`, { old_password: old, new_password: fresh });

  test('asks for the old one, and ends every other session', async () => {
    const other = await otherBrowser();
    expect((await change('wrong password', 'a new password').expect(403)).body.code).toBe('sign_in_refused');
    await other.get('/v1/console/session').expect(200);
    await change(PASSWORD, 'a new password').expect(204);
    await other.get('/v1/console/session').expect(401);
    await me.get('/v1/console/session').expect(200);
    await byPassword(PASSWORD).expect(403);
    await byPassword('a new password').expect(200);
    expect(await acts()).toContain('user.password-changed');
  });

  test('takes no short one', async () => {
    await change(PASSWORD, 'short').expect(400);
  });
});

describe('sessions', () => {
  test('are listed by browser, and each can be ended', async () => {
    const other = await otherBrowser();
    const { body } = await me.get(`${ACCOUNT}/sessions`).expect(200);
    expect(body.items).toHaveLength(2);
    expect(body.items.filter((one: { current: boolean }) => one.current)).toHaveLength(1);
    const theirs = body.items.find((one: { browser: string }) => one.browser === 'Firefox, Windows');
    await me.delete(`${ACCOUNT}/sessions/${theirs.id}`).expect(204);
    await other.get('/v1/console/session').expect(401);
    await me.get('/v1/console/session').expect(200);
  });

  test('of somebody else are not found', async () => {
    const stranger = await signIn(api, { workspaceId: me.user.workspaceId });
    const mine = (await me.get(`${ACCOUNT}/sessions`)).body.items[0].id;
    await stranger.delete(`${ACCOUNT}/sessions/${mine}`).expect(404);
    await me.get('/v1/console/session').expect(200);
  });

  test('elsewhere end together', async () => {
    const others = [await otherBrowser(), await otherBrowser()];
    await me.delete(`${ACCOUNT}/sessions`).expect(204);
    for (const other of others) await other.get('/v1/console/session').expect(401);
    await me.get('/v1/console/session').expect(200);
  });
});

describe('a new password by mail', () => {
  const ask = (email = me.user.email) => api.request.post('/v1/console/password-reset').send({ email });
  const use = (secret: string, password = 'a fresh password') =>
    api.request.post('/v1/console/password-reset/use').send({ secret, password });
  const sent = async (): Promise<string | undefined> => {
    await api.get(ResetByMailService).settle();
    await api.get(OutboxWorker).settle();
    const last = box.mails.at(-1);
    return last === undefined ? undefined : /new-password#([\w-]{43})/.exec(plainTextOf(last))?.[1];
  };

  test('goes to its owner, works once, and ends every session', async () => {
    await ask(me.user.email.toUpperCase()).expect(204);
    const secret = (await sent()) ?? '';
    expect(box.mails.map(({ to }) => to)).toEqual([[me.user.email]]);
    await use(secret).expect(204);
    await me.get('/v1/console/session').expect(401);
    await byPassword('a fresh password').expect(200);
    await byPassword(PASSWORD).expect(403);
    expect((await use(secret).expect(403)).body.code).toBe('reset_link_refused');
    expect(await acts()).toEqual(expect.arrayContaining(['user.password-reset-asked', 'user.password-reset-by-mail']));
    expect(JSON.stringify(api.log)).not.toContain(me.user.email);
  });

  test('answers the same for an address nobody has, and before anything is looked up', async () => {
    const known = await ask();
    const unknown = await ask('nobody@example.com');
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    await sent();
    expect(box.mails).toHaveLength(1);
  });

  test('ends after half an hour, and when a newer one is asked for', async () => {
    await ask().expect(204);
    const first = (await sent()) ?? '';
    await ask().expect(204);
    const second = (await sent()) ?? '';
    await use(first).expect(403);
    api.clock.advance(30 * 60_000);
    await use(second).expect(403);
    await byPassword(PASSWORD).expect(200);
  });

  test('dies with the password it was to replace, whichever way that went', async () => {
    const ways = [
      () => me.post(`${ACCOUNT}/password`, { old_password: PASSWORD, new_password: 'a new password' }).expect(204),
      () => api.get(PasswordResetService).reset(me.user.email),
    ];
    for (const way of ways) {
      await ask().expect(204);
      const secret = (await sent()) ?? '';
      await way();
      expect((await use(secret).expect(403)).body.code).toBe('reset_link_refused');
    }
    await byPassword('a fresh password').expect(403);
  });

  test('is stored as a hash', async () => {
    await ask().expect(204);
    const secret = (await sent()) ?? '';
    const rows = await api.reader.manager.query('select * from password_reset_link');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test('is sent three times an hour at most, without a word', async () => {
    for (let n = 0; n < 5; n++) {
      await ask().expect(204);
      await sent();
    }
    expect(box.mails).toHaveLength(3);
  });

  test('is for nobody who is deactivated', async () => {
    const staff = api.get(StaffService);
    await ask().expect(204);
    const secret = (await sent()) ?? '';
    await api.unitOfWork.run('test.deactivate', (tx) => staff.update(tx, me.user.id, { deactivatedAtMs: tx.nowMs }));
    await use(secret).expect(403);
    await ask().expect(204);
    await sent();
    expect(box.mails).toHaveLength(1);
    await byPassword(PASSWORD).expect(403);
  });
});

describe('two-step sign-in', () => {
  const codeNow = (secret: string, steps = 0) => totpCode(secret, totpStepOf(api.clock.nowMs()) + steps);
  const turnOn = async () => {
    const { body: offer } = await me.post(`${ACCOUNT}/two-step/begin`, {}).expect(200);
    const { body } = await me
      .post(`${ACCOUNT}/two-step/confirm`, { ticket: offer.ticket, code: codeNow(offer.secret) })
      .expect(200);
    api.clock.advance(60_000);
    return { secret: offer.secret as string, codes: body.codes as string[] };
  };
  const ticketOf = async (): Promise<string> => {
    const answer = await byPassword(PASSWORD).expect(200);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(Object.keys(answer.body)).toEqual(['second_step']);
    return answer.body.second_step.ticket;
  };
  const second = (ticket: string, code: string) =>
    api.request.post('/v1/console/session/second-step').send({ ticket, code });

  test('is on only after a code of the app came back', async () => {
    const { body: offer } = await me.post(`${ACCOUNT}/two-step/begin`, {}).expect(200);
    expect(offer.uri).toContain(`secret=${offer.secret}`);
    const wrong = await me.post(`${ACCOUNT}/two-step/confirm`, { ticket: offer.ticket, code: '000000' });
    expect([wrong.status, wrong.body.code]).toEqual([403, 'second_step_refused']);
    await byPassword(PASSWORD).expect(200);
    expect((await me.get(`${ACCOUNT}/two-step`)).body).toEqual({ on: false, recovery_codes_left: 0 });
  });

  test('asks for a code after the password, and each code works once', async () => {
    const { secret } = await turnOn();
    expect((await me.get('/v1/console/session')).body.user.two_step).toBe(true);
    const code = codeNow(secret);
    expect((await second(await ticketOf(), '000000').expect(403)).body.code).toBe('second_step_refused');
    await second(await ticketOf(), code).expect(200);
    expect((await second(await ticketOf(), code).expect(403)).body.code).toBe('second_step_refused');
    await second(await ticketOf(), codeNow(secret, 1)).expect(200);
    expect(await acts()).toEqual(expect.arrayContaining(['two-step.on', 'session.opened-by-two-steps']));
  });

  test('one code used twice at the same moment opens one session', async () => {
    const { secret } = await turnOn();
    const ticket = await ticketOf();
    const answers = await Promise.all([second(ticket, codeNow(secret)), second(ticket, codeNow(secret))]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
  });

  test('takes a recovery code instead, once each', async () => {
    const { codes } = await turnOn();
    expect(new Set(codes).size).toBe(10);
    await second(await ticketOf(), codes[0]?.toLowerCase() ?? '').expect(200);
    await second(await ticketOf(), codes[0] ?? '').expect(403);
    expect((await me.get(`${ACCOUNT}/two-step`)).body).toEqual({ on: true, recovery_codes_left: 9 });
  });

  test('stores neither secret nor codes as they are', async () => {
    const { secret, codes } = await turnOn();
    const rows = JSON.stringify([
      await api.reader.manager.query('select * from staff_user'),
      await api.reader.manager.query('select * from recovery_code'),
      await api.get(AuditService).list(api.reader, me.user.workspaceId, 100),
      api.log,
    ]);
    for (const hidden of [secret, ...codes]) expect(rows).not.toContain(hidden);
  });

  test('gives five minutes for the code, and none after the password has changed', async () => {
    const { secret } = await turnOn();
    const late = await ticketOf();
    api.clock.advance(5 * 60_000);
    expect((await second(late, codeNow(secret)).expect(403)).body.code).toBe('second_step_expired');
    const ticket = await ticketOf();
    await me.post(`${ACCOUNT}/password`, { old_password: PASSWORD, new_password: 'a new password' }).expect(204);
    expect((await second(ticket, codeNow(secret)).expect(403)).body.code).toBe('second_step_expired');
  });

  test('lets nobody guess codes', async () => {
    const { secret } = await turnOn();
    const ticket = await ticketOf();
    const statuses: number[] = [];
    for (let n = 0; n < 8; n++) statuses.push((await second(ticket, '000000')).status);
    expect(statuses).toContain(429);
    await second(ticket, codeNow(secret)).expect(429);
  });

  test('is turned off by password and code, not by one of them', async () => {
    const { secret, codes } = await turnOn();
    const off = (password: string, code: string) => me.post(`${ACCOUNT}/two-step/off`, { password, code });
    expect((await off('wrong password', codeNow(secret)).expect(403)).body.code).toBe('sign_in_refused');
    expect((await off(PASSWORD, '000000').expect(403)).body.code).toBe('second_step_refused');
    await off(PASSWORD, codes[3] ?? '').expect(204);
    expect((await byPassword(PASSWORD).expect(200)).body.user.two_step).toBe(false);
    expect((await me.get(`${ACCOUNT}/two-step`)).body).toEqual({ on: false, recovery_codes_left: 0 });
  });

  test('a ticket of one’s own making opens nothing', async () => {
    await turnOn();
    for (const ticket of ['v1.AAAA', `v1.${Buffer.alloc(80).toString('base64url')}`]) {
      expect((await second(ticket, '123456').expect(403)).body.code).toBe('second_step_expired');
    }
  });
});
