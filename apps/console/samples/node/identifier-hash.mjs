import { createHmac } from 'node:crypto';

export function identifierHash(userId, key) {
  // The key is text: use it as it stands, without decoding it.
  return createHmac('sha256', key).update(userId, 'utf8').digest('hex');
}
