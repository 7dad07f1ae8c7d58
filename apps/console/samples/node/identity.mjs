import { identifierHash } from './identifier-hash.mjs';

// `session` is the session that your server keeps for this request.
export function identityOf(session) {
  // From your own session, never from the request: else anybody could ask for the hash of anybody.
  const userId = String(session?.userId ?? '');

  // Nobody is signed in: no hash, and the page makes no call of setUser.
  if (userId === '') return null;

  // Keep the key in your configuration, not in the code.
  const key = process.env.CHATKU_SPECIAL_KEY;
  if (!key) throw new Error('CHATKU_SPECIAL_KEY is not set.');

  return { userId, identifierHash: identifierHash(userId, key) };
}
