import { createHmac } from 'node:crypto';
import { createIdentifierHash } from '@chatku/crypto';
import { type Customer, findCustomer } from './customers.js';
import type { Session } from './sessions.js';

/** What the demo tools can do to a hash: nothing, or one of the mistakes installers make. */
export const PROOF_KINDS = ['right', 'wrong_hash', 'email_hashed', 'swapped', 'no_hash'] as const;
export type ProofKind = (typeof PROOF_KINDS)[number];

export function isProofKind(value: string): value is ProofKind {
  return (PROOF_KINDS as readonly string[]).includes(value);
}

/** The two arguments of `setUser`. */
export type Proof = {
  readonly user_id: string;
  readonly attributes: { readonly name: string; readonly email: string; readonly identifier_hash?: string };
};

/**
 * What the page may tell the chat about whoever is logged in; null for a guest.
 *
 * There is deliberately no parameter for an id. A backend that signs any id it is sent hands every account to whoever
 * asks; this one can only sign the id in its own session.
 * @param kind `right`, or the mistake to make on purpose
 */
export function proofOf(session: Session, specialKey: string, kind: ProofKind = 'right'): Proof | null {
  const customer = session.customerId === null ? null : findCustomer(session.customerId);
  if (customer === null) return null;
  const hash = hashOf(customer, specialKey, kind);
  return {
    user_id: customer.id,
    attributes: { name: customer.name, email: customer.email, ...(hash === null ? {} : { identifier_hash: hash }) },
  };
}

function hashOf(customer: Customer, specialKey: string, kind: ProofKind): string | null {
  switch (kind) {
    case 'right':
      return createIdentifierHash({ userId: customer.id, key: specialKey });
    case 'wrong_hash': {
      const right = createIdentifierHash({ userId: customer.id, key: specialKey });
      return right.slice(0, -1) + (right.endsWith('0') ? '1' : '0');
    }
    case 'email_hashed':
      return createIdentifierHash({ userId: customer.email, key: specialKey });
    case 'swapped':
      // With node:crypto, as the mistake is made: @chatku/crypto takes its arguments by name, and no id for a key. The key
      // is a long random one, so that this hash betrays nothing about it.
      return createHmac('sha256', customer.id).update(specialKey).digest('hex');
    case 'no_hash':
      return null;
  }
}
