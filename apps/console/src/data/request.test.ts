import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { connect, disconnect, setReachable } from '../../far-end/in-page.js';
import { SCENARIOS } from '../../far-end/scenarios.js';
import type { World } from '../../far-end/world.js';
import { ApiProblem } from './problem.js';
import { onSessionLost, request, setCsrf } from './request.js';

let world: World;
const signedOut = vi.fn();
const renew = vi.fn(async () => false);

beforeEach(() => {
  world = SCENARIOS.full();
  connect(world);
  setCsrf(world.me.csrf);
  onSessionLost({ signedOut, renew });
});

afterEach(() => {
  disconnect();
  setCsrf(null);
  vi.clearAllMocks();
});

const problemOf = async (made: Promise<unknown>): Promise<ApiProblem> => {
  const reason = await made.then(
    () => null,
    (caught: unknown) => caught,
  );
  expect(reason).toBeInstanceOf(ApiProblem);
  return reason as ApiProblem;
};

/** What was sent, one level below `request`. */
const sent = (): Request[] => {
  const seen: Request[] = [];
  const far = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    seen.push(new Request(new URL(String(input), 'http://console.test'), init));
    return far(input, init);
  };
  return seen;
};

test('a change carries the CSRF token and JSON, a read neither', async () => {
  const seen = sent();
  await request('list_bots');
  await request('create_bot', { body: { name: 'Bot' } });
  expect(seen.map((one) => one.headers.get('chatku-csrf'))).toEqual([null, world.me.csrf]);
  expect(seen.map((one) => one.headers.get('content-type'))).toEqual([null, 'application/json']);
});

test('a change with nothing to say sends an empty object, a deletion nothing', async () => {
  const seen = sent();
  const bot = world.bots[0]?.id ?? '';
  await request('add_key', { params: { bot_id: bot } });
  await request('delete_api_key', { params: { bot_id: bot, key_id: world.apiKeys.get(bot)?.[0]?.id ?? '' } });
  expect(await Promise.all(seen.map((one) => one.text()))).toEqual(['{}', '']);
});

test('parameters are encoded and empty query values left out', async () => {
  const seen = sent();
  await request('list_contacts', { query: { search: 'a&b', before: null, bot_id: undefined, limit: 5 } });
  expect(seen[0]?.url).toBe('http://console.test/v1/console/contacts?search=a%26b&limit=5');
});

test('problem+json becomes a typed problem with detail, fix, request id and issues', async () => {
  const problem = await problemOf(request('create_bot', { body: { name: '' } }));
  expect(problem).toMatchObject({
    code: 'invalid_request',
    status: 400,
    fix: 'Look at the far end.',
    requestId: 'req-far-end',
  });
  expect(problem.issues[0]?.path).toBe('name');
});

test('an answer that is no problem+json is not understood, whatever its status', async () => {
  globalThis.fetch = async () => new Response('<h1>Bad gateway</h1>', { status: 502 });
  expect(await problemOf(request('list_bots'))).toMatchObject({ code: 'not_understood', status: 502 });
  globalThis.fetch = async () => new Response('<h1>Hello</h1>', { status: 200 });
  expect(await problemOf(request('list_bots'))).toMatchObject({ code: 'not_understood', status: 200 });
});

test('no answer is a problem of its own', async () => {
  setReachable(false);
  expect(await problemOf(request('list_bots'))).toMatchObject({ code: 'unreachable', status: 0 });
});

test('an aborted request rejects with the reason of its signal, not with a problem', async () => {
  const abort = new AbortController();
  globalThis.fetch = (_input, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  const made = request('list_bots', { signal: abort.signal });
  abort.abort();
  await expect(made).rejects.toMatchObject({ name: 'AbortError' });
});

test('a lost session is told to the app, except by the question who is signed in', async () => {
  world.signedIn = false;
  await problemOf(request('me'));
  expect(signedOut).not.toHaveBeenCalled();
  await problemOf(request('list_bots'));
  expect(signedOut).toHaveBeenCalledOnce();
});

test('a wrong password is no lost session', async () => {
  await problemOf(request('sign_in', { body: { email: 'nobody@example.com', password: 'wrong' } }));
  expect(signedOut).not.toHaveBeenCalled();
});

test('a token older than the cookie is renewed, and the change is tried once more', async () => {
  setCsrf('O'.repeat(43));
  renew.mockImplementation(async () => {
    setCsrf(world.me.csrf);
    return true;
  });
  await expect(request('create_bot', { body: { name: 'Bot' } })).resolves.toMatchObject({ name: 'Bot' });
  renew.mockImplementation(async () => true);
  setCsrf('O'.repeat(43));
  expect((await problemOf(request('create_bot', { body: { name: 'Bot' } }))).code).toBe('csrf_refused');
  expect(renew).toHaveBeenCalledTimes(2);
});
