import { identifierHash } from './identifier-hash.mjs';

// After your session and your login: app.use(chatkuIdentity);
export function chatkuIdentity(request, response, next) {
  // From your own session, never from the request: else anybody could ask for the hash of anybody.
  const userId = String(request.session?.userId ?? '');

  // Nobody is signed in: no hash, and the page makes no call of setUser.
  response.locals.identity = null;
  if (userId === '') return next();

  // Keep the key in your configuration, not in the code.
  const key = process.env.CHATKU_SPECIAL_KEY;
  if (!key) return next(new Error('CHATKU_SPECIAL_KEY is not set.'));

  response.locals.identity = { userId, identifierHash: identifierHash(userId, key) };
  next();
}
