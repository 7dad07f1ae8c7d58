// What a website's backend does with @chatku/crypto, and a bundler's page with its second door.
import { createIdentifierHash, explainIdentifierHash, IdentifierHashError, verifyIdentifierHash } from '@chatku/crypto';
import { isIdentifierHashShape, normaliseUserId } from '@chatku/crypto/identifier';

declare const console: { log(text: string): void };

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}

const key = '0123456789abcdefghijklmnopqrstuv';
const hash: string = createIdentifierHash({ userId: 'customer-7', key });
expect(isIdentifierHashShape(hash), 'a hash has the shape of one');

const ring = [{ id: 'primary', key, note: 'carried along' }];
const verification = verifyIdentifierHash({ userId: 'customer-7', identifierHash: hash, keys: ring });
expect(verification.verified && verification.key.note === 'carried along', 'the entry of the ring comes back whole');
expect(!verifyIdentifierHash({ userId: 'customer-8', identifierHash: hash, keys: ring }).verified, 'one id, one hash');

const swapped = createIdentifierHash({ userId: key, key: 'customer-7-customer-7' });
const explained = explainIdentifierHash({ userId: 'customer-7-customer-7', identifierHash: swapped, keys: ring });
expect(explained.diagnosis === 'key_and_message_swapped', `the diagnosis, which was ${explained.diagnosis}`);

const id = normaliseUserId(7);
expect(id.ok && id.userId === '7', 'a number is an id once it is text');

try {
  createIdentifierHash({ userId: '', key });
  expect(false, 'an empty id is refused');
} catch (error) {
  expect(error instanceof IdentifierHashError && error.code === 'malformed_id', 'the error has its code');
}

// @ts-expect-error: arguments go by name, since swapping them is the commonest mistake.
void (() => createIdentifierHash('customer-7', key));

console.log(hash);
