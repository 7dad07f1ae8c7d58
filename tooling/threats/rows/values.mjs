/** Ids, hashes and keys as values; guessing, floods and traces. */
import { crypto, engine, law } from '../row.mjs';

/** @type {readonly import('../row.mjs').Row[]} */
export const ROWS = [
  law(
    'type confusion of the id (7, "7", "07", 1e21, ["u"], null)',
    'checkUserId: on the wire an id is text, and nothing is made into text.',
    'ids-are-made-text',
    'identity.test.ts',
    'type confusion of the id: 7, "7", "07", ["7"] are not one user',
  ),
  engine(
    'type confusion of the id (7, "7", "07", 1e21, ["u"], null)',
    'normaliseUserId: the page takes text and safe integers for ids, and sends nothing else.',
    'anything-is-an-id',
    'identity.test.ts',
    'resolves refused without a request for whatever is no id',
  ),
  law(
    'look-alike ids',
    'checkUserId hands on the id as it came: no trimming, folding or normalising.',
    'ids-are-normalised',
    'identity.test.ts',
    'look-alike ids are different users',
  ),
  crypto(
    'timing',
    'equalInConstantTime reads every byte, wherever the first difference is.',
    'comparing-ends-early',
    'bytes.test.ts',
    'reads every byte, wherever the first difference is',
  ),
  crypto(
    'timing',
    'findSigner tries every key, also after one has matched.',
    'the-first-match-ends-it',
    'identifier-hash.test.ts',
    'tries every key, also after entry %i matched',
  ),
  crypto(
    'hex case and truncated hex',
    'isIdentifierHashShape demands 64 digits, and equalInConstantTime equal lengths.',
    'a-beginning-is-enough',
    'identifier-hash.test.ts',
    'a beginning of the hash verifies nothing',
  ),
  crypto(
    'hex case and truncated hex',
    'fromHex reads either letter case, so that one hash has one meaning.',
    'capitals-are-other-digits',
    'bytes.test.ts',
    'comes back as it went, in either letter case',
  ),
  crypto(
    'empty key',
    'checkSpecialKey refuses a key under 16 bytes by its length, on create and on verify.',
    'any-text-is-a-key',
    'identifier-hash.test.ts',
    'refuses a ring with one unusable key in it, even where another key matches',
  ),
  law(
    'hash guessing',
    'IdentifyService charges each wrong proof to the address and to the page.',
    'nothing-is-charged',
    'proof-threats.test.ts',
    'hash guessing: an address has sixty wrong proofs a minute, on however many pages, and a right one still counts',
  ),
  law(
    'refusals as a weapon',
    'MinuteRows of the identity log: thirty rows a minute, past that one for each of ten origins.',
    'a-row-for-each-refusal',
    'trace-threats.test.ts',
    'refusals as a weapon: a flood of them is counted into a bounded number of rows and writes',
  ),
  law(
    'spoofed address headers',
    'Fastify’s trustProxy is what CHATKU_TRUSTED_PROXIES names, and nobody without it.',
    'every-caller-is-a-proxy',
    'proof-threats.test.ts',
    'spoofed address headers: nobody’s word about an address counts but a trusted proxy’s',
  ),
  law(
    'user enumeration',
    'IdentifyService verifies first: for a refused proof no contact is looked up.',
    'looked-up-before-proven',
    'proof-threats.test.ts',
    'user enumeration: a refused proof looks nobody up, so neither answer nor work says who exists',
  ),
  law(
    'secrets or ids in the identity log',
    'IdentityLogService keeps a masked id and a keyed digest; raw values live in memory, for a minute.',
    'raw-ids-in-the-log',
    'trace-threats.test.ts',
    'secrets or ids in the identity log: no refused id, proof, key or token is on the disk or in the log',
  ),
  law(
    'token in URL, log or referer',
    'logRequests names the route’s pattern; QueryGuard refuses a query that a route does not name.',
    'addresses-in-the-log',
    'trace-threats.test.ts',
    'token in URL, log or referer: an address that carries one is refused, and neither logged nor sent on',
  ),

  engine(
    'storage that throws',
    'createStore of the engine remembers in the page what the browser does not take.',
    'storage-has-no-substitute',
    'world.test.ts',
    'remembers in the page what the browser does not take, and forgets it again',
  ),
];
