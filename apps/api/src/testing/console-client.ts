import { randomUUID } from 'node:crypto';
import type { Role } from '@chatku/schemas';
import type { Test } from 'supertest';
import { StaffSessionsService, type StaffUser } from '../features/workspaces/index.js';
import type { Workspace } from '../features/workspaces/workspace.entity.js';
import { WorkspacesRepository } from '../features/workspaces/workspaces.repository.js';
import type { Harness } from '../platform/testing/harness.js';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The console of one signed-in member, over supertest: it sends the cookie, and the CSRF token with each change. */
export class ConsoleClient {
  constructor(
    private readonly harness: Harness,
    readonly user: StaffUser,
    readonly cookie: string,
    readonly csrf: string,
  ) {}

  get(path: string): Test {
    return this.send('get', path);
  }

  post(path: string, body?: unknown): Test {
    return this.send('post', path, body);
  }

  put(path: string, body?: unknown): Test {
    return this.send('put', path, body);
  }

  patch(path: string, body?: unknown): Test {
    return this.send('patch', path, body);
  }

  delete(path: string): Test {
    return this.send('delete', path);
  }

  /** A request as the console's page makes it. */
  send(method: Method, path: string, body?: unknown): Test {
    const request = this.harness.request[method](path).set('cookie', this.cookie);
    if (method !== 'get') request.set('chatku-csrf', this.csrf);
    return body === undefined ? request : request.send(body as object);
  }
}

/**
 * Signs somebody new in, without the slow password: as a member of `workspaceId`, or without it of a workspace of their own,
 * as a stranger of another business would be.
 */
export async function signIn(
  harness: Harness,
  who: { role?: Role; workspaceId?: string; passwordGiven?: boolean } = {},
): Promise<ConsoleClient> {
  const sessions = harness.get(StaffSessionsService);
  const rows = harness.get(WorkspacesRepository);
  const { user, token } = await harness.unitOfWork.run('test.sign-in', async (tx) => {
    const workspace: Workspace = {
      id: who.workspaceId ?? randomUUID(),
      name: 'Kedai',
      timezone: 'Asia/Kuala_Lumpur',
      language: 'en',
      country: null,
      currency: null,
      createdAtMs: tx.nowMs,
    };
    if ((await rows.findWorkspace(tx, workspace.id)) === null) await rows.insertWorkspace(tx, workspace);
    const email = `${randomUUID()}@example.com`;
    const made: StaffUser = {
      id: randomUUID(),
      workspaceId: workspace.id,
      email,
      emailKey: email,
      name: 'Nurul',
      role: who.role ?? 'owner',
      passwordHash: 'scrypt:2:1:1:AA:AA',
      createdAtMs: tx.nowMs,
      language: null,
      deactivatedAtMs: null,
      totpSecret: null,
      totpLastStep: null,
    };
    await rows.insertUser(tx, made);
    return { user: made, token: await sessions.open(tx, made, { passwordGiven: who.passwordGiven ?? true }) };
  });
  const cookie = `chatku_session=${token}`;
  const member = await sessions.findMember(harness.reader, cookie);
  if (member === null) throw new Error('the session that was just opened is not found');
  return new ConsoleClient(harness, user, cookie, member.csrf);
}
