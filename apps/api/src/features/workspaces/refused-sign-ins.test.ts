import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sweeper } from '../../platform/sweeper/sweeper.js';
import type { Harness } from '../../platform/testing/harness.js';
import { type ConsoleClient, signIn } from '../../testing/console-client.js';
import { startApi } from '../../testing/start-api.js';
import { AuditService } from './audit.service.js';
import { RefusedSignIns } from './refused-sign-ins.js';

const DAY_MS = 86_400_000;

let api: Harness;
let owner: ConsoleClient;
beforeEach(async () => {
  api = await startApi();
  owner = await signIn(api);
});
afterEach(() => api.stop());

test('lines of refused sign-ins go after ninety days; every other line stays', async () => {
  const { id: userId, workspaceId } = owner.user;
  const audit = api.get(AuditService);
  const note = (action: string, address: string) => api.get(RefusedSignIns).note(action, address, owner.user);
  const left = async () => (await audit.list(api.reader, workspaceId, 100)).map(({ action }) => action).reverse();
  const kept = ['session.opened-by-password', 'user.password-reset', 'session.password-refused'];

  for (const action of kept) {
    await api.unitOfWork.run('test.act', (tx) => audit.record(tx, { workspaceId, userId, action, targetId: userId }));
  }
  await note('session.refused-by-password', '203.0.113.1');
  await note('session.refused-by-link', '203.0.113.2');
  await note('session.refused-by-code', '203.0.113.3');
  api.clock.advance(90 * DAY_MS);
  await note('session.refused-by-password', '203.0.113.4');
  await api.get(Sweeper).run();
  expect(await left()).toHaveLength(7);

  api.clock.advance(1);
  await api.get(Sweeper).run();
  expect(await left()).toEqual([...kept, 'session.refused-by-password']);
});

test('every line goes after as many days as the operator set, and not a moment before', async () => {
  await api.stop();
  api = await startApi({ env: { CHATKU_AUDIT_DAYS: '365' } });
  owner = await signIn(api);
  const { id: userId, workspaceId } = owner.user;
  const audit = api.get(AuditService);
  const record = (action: string) =>
    api.unitOfWork.run('test.act', (tx) => audit.record(tx, { workspaceId, userId, action, targetId: userId }));
  const left = async () => (await audit.list(api.reader, workspaceId, 100)).map(({ action }) => action);

  await record('key.revealed');
  api.clock.advance(365 * DAY_MS);
  await record('bot.created');
  await api.get(Sweeper).run();
  expect(await left()).toEqual(['bot.created', 'key.revealed']);
  api.clock.advance(1);
  await api.get(Sweeper).run();
  expect(await left()).toEqual(['bot.created']);
});

test('without such a setting a line stays for good', async () => {
  const { id: userId, workspaceId } = owner.user;
  const audit = api.get(AuditService);
  await api.unitOfWork.run('test.act', (tx) =>
    audit.record(tx, { workspaceId, userId, action: 'key.revealed', targetId: userId }),
  );
  api.clock.advance(3650 * DAY_MS);
  await api.get(Sweeper).run();
  expect(await audit.list(api.reader, workspaceId, 100)).toMatchObject([{ action: 'key.revealed' }]);
});
