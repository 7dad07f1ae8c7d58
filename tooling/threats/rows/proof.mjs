/** What is taken for a proof, and what a proof or a page may change. */
import { crypto, law, shop } from '../row.mjs';

/** @type {readonly import('../row.mjs').Row[]} */
export const ROWS = [
  law(
    'key in the browser',
    'RecentAdminGuard: a key is shown to an owner or admin only, right after the password; no other answer holds one.',
    'keys-are-shown-to-all',
    'proof-threats.test.ts',
    'key in the browser: no answer to a page holds a special key, and a member sees it only right after the password',
  ),
  shop(
    'website signs any posted id',
    'proofOf of the demo shop takes a session and has no parameter for an id.',
    'any-posted-id-is-signed',
    'shop-server.test.ts',
    'the shop signs only the id of its own session',
  ),
  law(
    'hash replayed for another bot',
    'KeyRingService.openRing reads the keys of this bot and no other.',
    'ring-of-every-bot',
    'identity.test.ts',
    'hash replayed for another bot: another bot’s key verifies nothing here',
  ),
  law(
    'hash of A used for B',
    'verifyIdentifierHash compares with the hash of the very id that is claimed.',
    'hash-is-not-compared',
    'identity.test.ts',
    'hash of A used for B verifies nothing',
  ),
  crypto(
    'hash of A used for B',
    'findSigner compares 32 bytes, all of them.',
    'all-bytes-are-equal',
    'identifier-hash.test.ts',
    'a hash of A does not verify B, nor a hash under one key under another',
  ),
  crypto(
    'hash replayed for another bot',
    'judgeClaims: a token is for the bots that its aud names.',
    'any-audience-is-this-bot',
    'token/verify-token.test.ts',
    'aud: %s',
  ),
  crypto(
    'hash of A used for B',
    'judgeClaims: the sub of a token is the very id that is claimed.',
    'any-subject-is-this-user',
    'token/verify-token.test.ts',
    'sub: %s is not the user id',
  ),
  law(
    'token-shaped id',
    'IdentifyService takes a hash for a hash only: a hash key verifies no token.',
    'token-of-the-hash-key',
    'proof-threats.test.ts',
    'token-shaped id: the hash of a name that is shaped like a token is no token for anybody',
  ),
  law(
    'client says verified',
    'IdentifyService reads id and proof from the body, and nothing that says how it ended.',
    'body-says-verified',
    'identity.test.ts',
    'client says verified: nothing in a body can',
  ),
  law(
    'missing hash taken as fine',
    'verifyIdentifierHash: what has not the shape of a hash verifies nothing.',
    'missing-hash-is-fine',
    'proof-threats.test.ts',
    'missing hash taken as fine: what is no hash at all never identifies',
  ),
  law(
    'merge by unsigned e-mail or phone',
    'ContactsService finds a contact by its proven id only.',
    'merge-by-email',
    'identity.test.ts',
    'merge by unsigned e-mail or phone never happens',
  ),
  law(
    'page value where a trusted one is needed',
    'mayReplace of contacts: a value gives way only to one of the same or a more trusted provenance.',
    'page-values-replace-all',
    'account-threats.test.ts',
    'page value where a trusted one is needed: it replaces none, refills none that was emptied, and enters no guarded field',
  ),
  law(
    'API key used from a browser',
    'BotKeyGuard refuses a request that names its Origin.',
    'api-keys-in-browsers',
    'account-threats.test.ts',
    'API key used from a browser: refused by its Origin, no preflight lets it through, and nothing is made',
  ),
];
