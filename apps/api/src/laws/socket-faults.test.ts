import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { StreamRepository } from '../features/realtime/stream.repository.js';
import { Typing } from '../features/realtime/typing.js';
import { SessionsService } from '../features/sessions/index.js';
import { storageUnavailable } from '../platform/errors/storage-unavailable.js';
import { Ear } from './ear.js';
import { type Page, World } from './world.js';

/*
 * A disk or a database that fails says nothing of who somebody is: the visitors' socket asks to come back, and never says
 * that a session has ended.
 */

let world: World;
let base: string;
beforeAll(async () => {
  world = await World.start();
  base = await world.harness.listen();
});
afterAll(() => world.stop());
beforeEach(() => world.harness.clock.advance(61_000));
afterEach(() => vi.restoreAllMocks());

let users = 0;
const somebody = (): Promise<Page> => world.page().becomeUser(`fault-user-${++users}`);

/** Sent away to come back as who it is. */
async function isAskedBack(ear: Ear): Promise<void> {
  await ear.until(() => ear.closeCode !== null);
  expect([ear.closeCode, ear.bye]).toEqual([1012, undefined]);
}

describe.each([
  ['a database that does not answer', () => new Error('terminating connection')],
  ['a full disk', () => storageUnavailable(new Error('no space left'))],
])('%s', (_what, failure) => {
  const failReads = (of: 'requireVisitor' | 'requireLetIn' = 'requireLetIn') =>
    vi.spyOn(world.harness.get(SessionsService), of).mockRejectedValueOnce(failure());

  test('at hello', async () => {
    const page = await somebody();
    const { after } = await page.history();
    const ear = await Ear.open(base);
    failReads('requireVisitor');
    ear.hello(page, after);
    await isAskedBack(ear);
    expect((await Ear.follow(base, page)).frames[0]?.type).toBe('welcome');
  });

  test('while a ping reads', async () => {
    const ear = await Ear.follow(base, await somebody());
    failReads();
    ear.say({ type: 'ping' });
    await isAskedBack(ear);
  });

  test('while a ping writes its heartbeat', async () => {
    const page = await somebody();
    const ear = await Ear.follow(base, page);
    world.harness.clock.advance(61_000);
    const { unitOfWork } = world.harness;
    const run = unitOfWork.run.bind(unitOfWork);
    // Others write in their own time, and may.
    vi.spyOn(unitOfWork, 'run').mockImplementation((name, work) =>
      name === 'sessions.socket-heartbeat' ? Promise.reject(failure()) : run(name, work),
    );
    ear.say({ type: 'ping' });
    await isAskedBack(ear);
    await page.call('get', 'messages').expect(200);
  });

  test('while it is looked why a push may not go on', async () => {
    const page = await somebody();
    const ear = await Ear.follow(base, page);
    vi.spyOn(world.harness.get(StreamRepository), 'readVisitor').mockResolvedValueOnce(null);
    await page.send('pushed').expect(200);
    await ear.until(() => ear.closeCode !== null);
    expect(ear.bye).toBe('session_revoked');

    const other = await Ear.follow(base, page);
    vi.spyOn(world.harness.get(StreamRepository), 'readVisitor').mockImplementationOnce(async () => {
      failReads();
      return null;
    });
    await page.send('pushed again').expect(200);
    await isAskedBack(other);
  });
});

test('an agent’s typing that cannot be passed on is lost, and nothing else', async () => {
  const page = await somebody();
  const ear = await Ear.follow(base, page);
  const noted = () => world.harness.log.filter(({ msg }) => msg === 'A socket failed').length;
  const before = noted();
  const typing = world.harness.get(Typing);
  vi.spyOn(world.harness.get(StreamRepository), 'readVisitor').mockRejectedValueOnce(new Error('away'));
  typing.fromAgent({ contactId: page.contactId });
  await ear.until(() => noted() > before);
  typing.fromAgent({ contactId: page.contactId });
  await ear.until(() => ear.frames.some(({ type }) => type === 'typing'));
  expect(ear.closeCode).toBeNull();
});

test('a bot that is none is said to be none, for good', async () => {
  const page = await somebody();
  const { after } = await page.history();
  const ear = await Ear.open(base);
  const { secret, epoch, token } = page;
  ear.say({ type: 'hello', protocol: 1, bot_id: crypto.randomUUID(), token, page: secret, epoch, after });
  await ear.until(() => ear.closeCode !== null);
  expect([ear.closeCode, ear.bye]).toEqual([4403, 'session_revoked']);
});
