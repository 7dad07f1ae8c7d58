import { createHmac } from 'node:crypto';
import { verifyIdentifierHash } from '@chatku/crypto';
import { describe, expect, it } from 'vitest';
import { CUSTOMERS } from './customers.js';
import { PROOF_KINDS, proofOf } from './proofs.js';
import { SessionStore } from './sessions.js';

const KEY = 'a special key for tests only';
const keys = [{ id: 'k', key: KEY }];

describe('proofOf', () => {
  it('signs the id of the session with HMAC-SHA-256, as any backend would', () => {
    for (const customer of CUSTOMERS) {
      expect(proofOf(new SessionStore().start(customer.id), KEY)).toEqual({
        user_id: customer.id,
        attributes: {
          name: customer.name,
          email: customer.email,
          identifier_hash: createHmac('sha256', KEY).update(customer.id).digest('hex'),
        },
      });
    }
  });

  it('has no proof for a guest, nor for somebody who is no customer', () => {
    for (const kind of PROOF_KINDS) {
      expect(proofOf(new SessionStore().start(null), KEY, kind)).toBeNull();
      expect(proofOf(new SessionStore().start('cust_9999'), KEY, kind)).toBeNull();
    }
  });

  it('makes no mistake that verifies, and none twice', () => {
    const session = new SessionStore().start('cust_1001');
    const hashes = PROOF_KINDS.map((kind) => proofOf(session, KEY, kind)?.attributes.identifier_hash);
    expect(new Set(hashes).size).toBe(PROOF_KINDS.length);
    const verdicts = hashes.map(
      (identifierHash) => verifyIdentifierHash({ userId: 'cust_1001', identifierHash, keys }).verified,
    );
    expect(verdicts).toEqual([true, false, false, false, false]);
  });
});
