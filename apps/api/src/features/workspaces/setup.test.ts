import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Announcements } from '../../platform/commands/announcements.js';
import type { Harness } from '../../platform/testing/harness.js';
import { badBodies } from '../../testing/bad-bodies.js';
import { startApi } from '../../testing/start-api.js';
import { WorkspacesRepository } from './workspaces.repository.js';

const SETUP = '/v1/console/setup';

const good = (code: string) => ({
  code,
  workspace_name: 'Kedai Senja',
  name: 'Aminah',
  email: 'Aminah@Example.com',
  password: 'a good long password',
  timezone: 'Asia/Kuala_Lumpur',
  language: 'ms',
});

describe('an installation without an owner', () => {
  let api: Harness;
  let code: string;
  beforeEach(async () => {
    api = await startApi();
    const [line = ''] = api.get(Announcements).take();
    code = /code: (\S+)$/.exec(line)?.[1] ?? '';
  });
  afterEach(() => api.stop());

  const owners = () => api.get(WorkspacesRepository).listOwners(api.reader);

  test('asks for one, with a code that only the terminal knows', async () => {
    expect(code).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){2}$/);
    expect((await api.request.get(SETUP).expect(200)).body).toEqual({ needed: true });
    expect(JSON.stringify(api.log)).not.toContain(code);
  });

  test('is owned by whoever types the code, who is signed in at once', async () => {
    const answer = await api.request.post(SETUP).send(good(code.toLowerCase())).expect(200);
    expect(answer.body).toMatchObject({
      user: { name: 'Aminah', email: 'Aminah@Example.com', role: 'owner' },
      workspace: { name: 'Kedai Senja', timezone: 'Asia/Kuala_Lumpur', language: 'ms' },
    });
    const cookie = String(answer.headers['set-cookie']).split(';', 1)[0] ?? '';
    const me = await api.request.get('/v1/console/session').set('cookie', cookie).expect(200);
    expect(me.body).toEqual(answer.body);
    expect((await api.request.get(SETUP)).body).toEqual({ needed: false });
  });

  test('is not owned by whoever types another code', async () => {
    for (const wrong of ['AAAA-AAAA-AAAA', code.slice(0, -1), `${code}A`, '-']) {
      const answer = await api.request.post(SETUP).send(good(wrong)).expect(403);
      expect(answer.body.code).toBe('setup_code_refused');
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    expect(await owners()).toEqual([]);
  });

  test('is set up once, also when two try at the same moment', async () => {
    const answers = await Promise.all(
      ['a@example.com', 'b@example.com'].map((email) => api.request.post(SETUP).send({ ...good(code), email })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await api.request.post(SETUP).send(good(code)).expect(409)).body.code).toBe('already_set_up');
    expect(await owners()).toHaveLength(1);
  });

  test('prints another code at its next start, and none once it is set up', async () => {
    await api.restart();
    const [line = ''] = api.get(Announcements).take();
    expect(line).not.toContain(code);
    await api.request.post(SETUP).send(good(code)).expect(403);
    await api.request
      .post(SETUP)
      .send(good(/code: (\S+)$/.exec(line)?.[1] ?? ''))
      .expect(200);
    await api.restart();
    expect(api.get(Announcements).take()).toEqual([]);
  });

  test('refuses a malformed sign-up and stays without an owner', async () => {
    for (const [title, body] of badBodies(good(code))) {
      const answer = await api.request
        .post(SETUP)
        .set('content-type', 'application/json')
        .send(body as object);
      expect(answer.status, title).toBe(400);
    }
    for (const wrong of [
      { password: 'too short' },
      { email: 'nobody' },
      { email: 'a@b@c' },
      { language: 'fr' },
      { name: '   ' },
      { workspace_name: '\u0007' },
    ]) {
      await api.request
        .post(SETUP)
        .send({ ...good(code), ...wrong })
        .expect(400);
    }
    expect(await owners()).toEqual([]);
  });

  test('takes an unknown time zone for UTC instead of turning its owner away', async () => {
    const answer = await api.request
      .post(SETUP)
      .send({ ...good(code), timezone: 'Mars/Olympus' })
      .expect(200);
    expect(answer.body.workspace.timezone).toBe('UTC');
  });

  test('tells a guesser to wait', async () => {
    const answers = [];
    for (let i = 0; i < 21; i += 1) answers.push(await api.request.post(SETUP).send(good('AAAA-AAAA-AAAA')));
    expect(answers.at(-1)?.status).toBe(429);
    expect(answers.at(-1)?.headers['retry-after']).toMatch(/^\d+$/);
  });

  test('is not set up from another website', async () => {
    const answer = await api.request.post(SETUP).set('origin', 'https://evil.example').send(good(code)).expect(403);
    expect(answer.body.code).toBe('origin_not_allowed');
  });
});

describe('an owner named by the settings', () => {
  const email = 'boss@example.com';

  test('is made at the first start and signs in with the password of the settings', async () => {
    const api = await startApi({
      env: { CHATKU_OWNER_EMAIL: email, CHATKU_OWNER_PASSWORD: 'a-password-from-the-env' },
    });
    try {
      const [line = ''] = api.get(Announcements).take();
      expect(line).toContain(email);
      expect(line).not.toContain('a-password-from-the-env');
      await api.request.post('/v1/console/session').send({ email, password: 'a-password-from-the-env' }).expect(200);
      await api.restart();
      expect(api.get(Announcements).take()).toEqual([]);
    } finally {
      await api.stop();
    }
  });

  test('gets a generated password, printed once, where the settings have none', async () => {
    const api = await startApi({ env: { CHATKU_OWNER_EMAIL: email } });
    try {
      const [line = ''] = api.get(Announcements).take();
      const password = /password (\S+) \(shown this once\)/.exec(line)?.[1] ?? '';
      await api.request.post('/v1/console/session').send({ email, password }).expect(200);
      expect(JSON.stringify(api.log)).not.toContain(password);
    } finally {
      await api.stop();
    }
  });
});
