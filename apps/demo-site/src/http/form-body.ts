import type { IncomingMessage } from 'node:http';
import { Refusal } from './answer.js';

/** The largest form of the shop has three short fields. */
const LIMIT_BYTES = 8 * 1024;

/**
 * The fields of a posted form.
 * @throws {Refusal} 415 for any other kind of body, 413 for a large one, 400 for one that ends too early
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded' || request.headers['content-encoding'] !== undefined) {
    throw new Refusal(415, 'The shop reads plain forms only.', { 'accept-post': 'application/x-www-form-urlencoded' });
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    // Not destroyed on the way out, or the refusal could not be sent.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      bytes += (chunk as Buffer).length;
      // The rest is not read: the connection ends with this answer.
      if (bytes > LIMIT_BYTES) break;
      chunks.push(chunk as Buffer);
    }
  } catch {
    throw new Refusal(400, 'The form did not arrive whole. Please send it again.');
  }
  if (bytes > LIMIT_BYTES) throw new Refusal(413, 'That form is far too large for this shop.', { connection: 'close' });
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
