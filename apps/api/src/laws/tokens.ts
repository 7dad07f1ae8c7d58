import { createHmac } from 'node:crypto';
import type { Bot } from '../features/bots/index.js';
import { KeyRingService } from '../features/identity/index.js';
import type { World } from './world.js';

/** A token key as a website's backend holds it. */
export interface TokenKey {
  readonly id: string;
  readonly key: string;
}

/** A new token key of a bot, the world's unless told. */
export async function tokenKeyOf(world: World, bot: Pick<Bot, 'id' | 'workspaceId'> = world.bot): Promise<TokenKey> {
  const ring = world.harness.get(KeyRingService);
  const { id } = await ring.add(bot, 'token');
  return { id, key: await ring.reveal(bot, id) };
}

/** A token with any header and claims, under HMAC-SHA-256 or what `sign` makes. */
export function forgeToken(header: object, claims: object, key: string, sign = hmac('sha256', key)): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${sign(text)}`;
}

/** Signs with an HMAC. */
export const hmac =
  (algorithm: string, key: string) =>
  (text: string): string =>
    createHmac(algorithm, key).update(text).digest('base64url');
