import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Harness } from '../../platform/testing/harness.js';
import { badBodies } from '../../testing/bad-bodies.js';
import { signIn } from '../../testing/console-client.js';
import { startApi } from '../../testing/start-api.js';
import { AuditService } from './audit.service.js';
import { OwnersService } from './owners.service.js';
import { secretHash } from './secrets.js';
import { SignInLinksService } from './sign-in-links.service.js';

const SESSION = '/v1/console/session';
const email = 'owner@example.com';
const password = 'correct horse battery';

let api: Harness;
let ownerId: string;
let workspaceId: string;
beforeAll(async () => {
  api = await startApi();
  const prepared = await api.get(OwnersService).prepare({
    workspaceName: 'Kedai',
    timezone: 'Asia/Kuala_Lumpur',
    language: 'en',
    name: 'Owner',
    email,
    password,
  });
  const made = await api.unitOfWork.run('test.owner', (tx) => api.get(OwnersService).createFirst(tx, prepared));
  ownerId = made.user.id;
  workspaceId = made.workspace.id;
});
afterAll(() => api.stop());

const cookieOf = (answer: { headers: Record<string, unknown> }): string =>
  String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
const link = () => api.unitOfWork.run('test.link', (tx) => api.get(SignInLinksService).issue(tx, ownerId));
const secretOf = (url: string): string => url.split('#')[1] ?? '';

describe('signing in by password', () => {
  test('gives a cookie no script can read and no other site can send', async () => {
    const answer = await api.request.post(SESSION).send({ email, password }).expect(200);
    expect(String(answer.headers['set-cookie'])).toMatch(
      /^chatku_session=[A-Za-z0-9_-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body.user).toEqual({
      id: ownerId,
      name: 'Owner',
      email,
      role: 'owner',
      language: 'en',
      two_step: false,
    });
    expect(JSON.stringify(answer.body)).not.toContain(cookieOf(answer).split('=')[1]);
  });

  test('is the same person however the address is typed', async () => {
    await api.request.post(SESSION).send({ email: 'OWNER@Example.COM', password }).expect(200);
  });

  test('refuses a wrong password and an unknown address with the same words', async () => {
    const wrong = await api.request.post(SESSION).send({ email, password: 'correct horse' }).expect(403);
    const unknown = await api.request.post(SESSION).send({ email: 'nobody@example.com', password }).expect(403);
    const { request_id: one, ...first } = wrong.body;
    const { request_id: two, ...second } = unknown.body;
    expect(one).not.toBe(two);
    expect(first).toEqual(second);
    expect(first.code).toBe('sign_in_refused');
    for (const answer of [wrong, unknown]) expect(answer.headers['set-cookie']).toBeUndefined();
    const names = (answer: typeof wrong) => Object.keys(answer.headers).sort();
    expect(names(wrong)).toEqual(names(unknown));
  });

  test('stores neither password nor token', async () => {
    const answer = await api.request.post(SESSION).send({ email, password }).expect(200);
    const token = cookieOf(answer).split('=')[1] ?? '';
    const rows = await api.reader.manager.query('select * from staff_session');
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).toContain(secretHash(token));
    expect(JSON.stringify(await api.reader.manager.query('select * from staff_user'))).not.toContain(password);
  });

  test('ends the session the browser had before: no token survives a sign-in', async () => {
    const before = cookieOf(await api.request.post(SESSION).send({ email, password }));
    const after = cookieOf(await api.request.post(SESSION).set('cookie', before).send({ email, password }));
    expect(after).not.toBe(before);
    await api.request.get(SESSION).set('cookie', before).expect(401);
    await api.request.get(SESSION).set('cookie', after).expect(200);
  });

  test('refuses what is not of its shape', async () => {
    for (const [title, body] of badBodies({ email, password })) {
      const answer = await api.request
        .post(SESSION)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
  });

  test('is refused to a page of another site', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'http://localhost:4000',
      'http://localhost:3000.evil.example',
    ]) {
      const answer = await api.request.post(SESSION).set('origin', origin).send({ email, password }).expect(403);
      expect(answer.body.code, origin).toBe('origin_not_allowed');
    }
    await api.request.post(SESSION).set('origin', 'http://localhost:3000').send({ email, password }).expect(200);
  });

  test('leaves a line in the audit log, without a secret', async () => {
    await api.request.post(SESSION).send({ email, password }).expect(200);
    const [entry] = await api.get(AuditService).list(api.reader, workspaceId, 1);
    expect(entry).toMatchObject({ userId: ownerId, action: 'session.opened-by-password', targetId: ownerId });
    expect(JSON.stringify(entry)).not.toContain(password);
  });
});

describe('guessing', () => {
  let other: Harness;
  beforeAll(async () => {
    other = await startApi();
  });
  afterAll(() => other.stop());

  test('is slowed per account, known or not, and per address', async () => {
    const codes: string[] = [];
    for (let i = 0; i < 11; i += 1) {
      const answer = await other.request.post(SESSION).send({ email: 'victim@example.com', password: `guess ${i}` });
      codes.push(answer.body.code);
    }
    expect(codes.filter((code) => code === 'sign_in_refused')).toHaveLength(10);
    expect(codes.at(-1)).toBe('too_many_requests');
    // Links are charged to the same address, and cost no password to refuse.
    const more: string[] = [];
    for (let i = 0; i < 20; i += 1) {
      more.push((await other.request.post(`${SESSION}/link`).send({ secret: 'A'.repeat(43) })).body.code);
    }
    expect(more.at(0)).toBe('sign_in_link_refused');
    expect(more.at(-1)).toBe('too_many_requests');
  });
});

describe('signing in by link', () => {
  const use = (secret: string) => api.request.post(`${SESSION}/link`).send({ secret });

  test('works once, with the secret in the fragment, where no server sees it', async () => {
    const url = await link();
    expect(url).toMatch(/^http:\/\/localhost:3000\/console\/sign-in#[A-Za-z0-9_-]{43}$/);
    const answer = await use(secretOf(url)).expect(200);
    expect(answer.body.user.id).toBe(ownerId);
    const again = await use(secretOf(url)).expect(403);
    expect(again.body.code).toBe('sign_in_link_refused');
  });

  test('works once, also when it is used twice at the same moment', async () => {
    const secret = secretOf(await link());
    const answers = await Promise.all([use(secret), use(secret), use(secret)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403]);
  });

  test('is void after a quarter of an hour', async () => {
    const secret = secretOf(await link());
    api.clock.advance(15 * 60_000);
    await use(secret).expect(403);
  });

  test('does not count as a password given', async () => {
    const answer = await use(secretOf(await link())).expect(200);
    const cookie = cookieOf(answer);
    const bot = await (await signIn(api, { workspaceId })).post('/v1/console/bots', { name: 'Bot' }).expect(201);
    const erase = await api.request
      .delete(`/v1/console/contacts/${bot.body.id}`)
      .set('cookie', cookie)
      .set('chatku-csrf', answer.body.csrf)
      .expect(403);
    expect(erase.body.code).toBe('password_required');
  });

  test('is not stored in the clear', async () => {
    const secret = secretOf(await link());
    expect(JSON.stringify(await api.reader.manager.query('select * from sign_in_link'))).not.toContain(secret);
  });

  test('refuses what is no secret', async () => {
    await use('A'.repeat(43)).expect(403);
    for (const [title, body] of badBodies({ secret: 'A'.repeat(43) })) {
      const answer = await api.request
        .post(`${SESSION}/link`)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
  });
});

describe('giving the password again', () => {
  const open = async () => {
    const answer = await api.request.post(SESSION).send({ email, password }).expect(200);
    return { cookie: cookieOf(answer), csrf: String(answer.body.csrf) };
  };
  const erase = ({ cookie, csrf }: { cookie: string; csrf: string }) =>
    api.request
      .delete('/v1/console/contacts/01890000-0000-7000-8000-000000000000')
      .set('cookie', cookie)
      .set('chatku-csrf', csrf);
  const give = ({ cookie, csrf }: { cookie: string; csrf: string }, given: string) =>
    api.request.post(`${SESSION}/password`).set('cookie', cookie).set('chatku-csrf', csrf).send({ password: given });

  test('opens guarded actions for five minutes, and no longer', async () => {
    const session = await open();
    await erase(session).expect(404);
    api.clock.advance(5 * 60_000);
    expect((await erase(session).expect(403)).body.code).toBe('password_required');
    await give(session, password).expect(204);
    api.clock.advance(5 * 60_000 - 1);
    await erase(session).expect(404);
    api.clock.advance(1);
    await erase(session).expect(403);
  });

  test('opens them for this session only', async () => {
    const [one, other] = [await open(), await open()];
    api.clock.advance(6 * 60_000);
    await give(one, password).expect(204);
    await erase(one).expect(404);
    await erase(other).expect(403);
  });

  test('needs the right one', async () => {
    const session = await open();
    api.clock.advance(6 * 60_000);
    expect((await give(session, 'another').expect(403)).body.code).toBe('sign_in_refused');
    await erase(session).expect(403);
  });
});

describe('a session', () => {
  test('ends when its owner signs out, here and in the browser', async () => {
    const owner = await signIn(api, { workspaceId });
    const answer = await owner.delete(SESSION).expect(204);
    expect(String(answer.headers['set-cookie'])).toContain('chatku_session=; Max-Age=0');
    await owner.get(SESSION).expect(401);
  });

  test('ends after two weeks without use, and slides forward while it is used', async () => {
    const [used, left] = [await signIn(api, { workspaceId }), await signIn(api, { workspaceId })];
    const day = 24 * 3_600_000;
    api.clock.advance(13 * day);
    const answer = await used.get(SESSION).expect(200);
    expect(String(answer.headers['set-cookie'])).toContain(`${used.cookie}; Max-Age=1209600`);
    expect((await used.get(SESSION)).headers['set-cookie']).toBeUndefined();
    api.clock.advance(day);
    expect((await left.get(SESSION).expect(401)).body.code).toBe('unauthenticated');
    await used.get(SESSION).expect(200);
  });

  test('is nobody’s without its cookie, or with one that is none', async () => {
    const owner = await signIn(api, { workspaceId });
    await api.request.get(SESSION).expect(401);
    for (const cookie of ['chatku_session=', `chatku_session=${'A'.repeat(43)}`, owner.cookie.slice(0, -1)]) {
      await api.request.get(SESSION).set('cookie', cookie).expect(401);
    }
    await api.request
      .get(SESSION)
      .set('authorization', `Bearer ${owner.cookie.split('=')[1]}`)
      .expect(401);
  });
});

test('behind https the cookie travels over https only', async () => {
  const secure = await startApi({ env: { CHATKU_PUBLIC_URL: 'https://chat.example.com' } });
  try {
    const prepared = await secure.get(OwnersService).prepare({
      workspaceName: 'Kedai',
      timezone: 'UTC',
      language: 'en',
      name: 'Owner',
      email,
      password,
    });
    await secure.unitOfWork.run('test.owner', (tx) => secure.get(OwnersService).createFirst(tx, prepared));
    const answer = await secure.request.post(SESSION).send({ email, password }).expect(200);
    expect(String(answer.headers['set-cookie'])).toMatch(/; SameSite=Strict; Secure$/);
  } finally {
    await secure.stop();
  }
});
