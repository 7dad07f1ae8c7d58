import { readdirSync, readFileSync } from 'node:fs';
import type { AuditLogEntry } from '@chatku/schemas';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditService } from '../features/workspaces/index.js';
import { type ConsoleClient, signIn } from '../testing/console-client.js';
import { World } from './world.js';

/* The audit log and the error log, as members read them. */

const AUDIT = '/v1/console/audit';

let world: World;
let owner: ConsoleClient;
beforeAll(async () => {
  world = await World.start();
  owner = await signIn(world.harness, { workspaceId: world.bot.workspaceId });
});
afterAll(() => world.stop());

const record = (action: string, userId: string | null, workspaceId = world.bot.workspaceId) =>
  world.harness.unitOfWork.run('test.audit', (tx) =>
    world.harness.get(AuditService).record(tx, { workspaceId, userId, action, targetId: 'x', detail: { rows: 3 } }),
  );
const list = async (query: Record<string, string> = {}): Promise<AuditLogEntry[]> =>
  (await owner.get(`${AUDIT}?${new URLSearchParams({ limit: '100', ...query })}`).expect(200)).body.items;
const actions = async (query: Record<string, string> = {}) => (await list(query)).map(({ action }) => action);

describe('the audit log', () => {
  test('says who did what and when, by the name they have now; nobody for what the terminal did', async () => {
    await record('thing.done', owner.user.id);
    await record('thing.done', null);
    const [terminal, member] = await list({ action: 'thing.done' });
    expect(member).toMatchObject({ user_id: owner.user.id, user_name: 'Nurul', target_id: 'x', detail: { rows: 3 } });
    expect(terminal).toMatchObject({ user_id: null, user_name: null });
  });

  test('is paged, the latest first, and each line comes once', async () => {
    for (let i = 0; i < 5; i += 1) await record(`paged.n${'abcde'[i]}`, null);
    const seen: string[] = [];
    let before = '';
    for (let pages = 0; pages < 9; pages += 1) {
      const { body } = await owner.get(`${AUDIT}?action=paged&limit=2${before}`).expect(200);
      seen.push(...body.items.map(({ action }: AuditLogEntry) => action));
      if (body.next === null) break;
      before = `&before=${body.next}`;
    }
    expect(seen).toEqual(['paged.ne', 'paged.nd', 'paged.nc', 'paged.nb', 'paged.na']);
  });

  test('is narrowed by who, what and when', async () => {
    const other = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'admin' });
    await record('pot.made', owner.user.id);
    world.harness.clock.advance(1000);
    const at = new Date(world.harness.clock.nowMs()).toISOString();
    await record('pot.broken', other.user.id);
    await record('pot-lid.made', other.user.id);
    expect(await actions({ action: 'pot' })).toEqual(['pot.broken', 'pot.made']);
    expect(await actions({ action: 'pot.made' })).toEqual(['pot.made']);
    expect(await actions({ action: 'pot', user_id: other.user.id })).toEqual(['pot.broken']);
    expect(await actions({ action: 'pot', from: at })).toEqual(['pot.broken']);
    expect(await actions({ action: 'pot', to: at })).toEqual(['pot.made']);
  });

  test('shows nothing of another workspace, and is for owner and admin only', async () => {
    const stranger = await signIn(world.harness);
    expect((await stranger.get(AUDIT).expect(200)).body.items).toEqual([]);
    const member = await signIn(world.harness, { workspaceId: world.bot.workspaceId, role: 'supervisor' });
    await member.get(AUDIT).expect(403);
    await owner.get(`${AUDIT}?action=%25`).expect(400);
    await owner.get(`${AUDIT}?before=zzz`).expect(400);
  });
});

test('every act that is noted has its words in the console', () => {
  const root = new URL('../features/', import.meta.url);
  const found = new Set<string>();
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.includes('.test.')) continue;
    const source = readFileSync(new URL(file.replaceAll('\\', '/'), root), 'utf8');
    for (const [, action] of source.matchAll(
      /(?:action: |audited\(\w+, |this\.#note\(tx, \w+, )'([a-z-]+\.[a-z_-]+)'/g,
    )) {
      if (action !== undefined) found.add(action);
    }
  }
  const words = readFileSync(new URL('../../../console/src/locale/records/en.ts', import.meta.url), 'utf8');
  expect(found.size).toBeGreaterThan(25);
  expect([...found].filter((action) => !words.includes(`'${action}':`))).toEqual([]);
});
