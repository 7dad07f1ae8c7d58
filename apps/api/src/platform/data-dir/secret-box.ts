import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What was sealed cannot be opened: altered, moved to another row, or sealed with another secret. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';

  constructor() {
    super('A sealed value cannot be opened: it was altered, moved, or sealed with another secret.');
  }
}

/**
 * Seals small texts at rest and makes keyed fingerprints, from one secret. Each purpose has a subkey of its own, derived
 * from its label, so that nothing made for one purpose is of use for another.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5869 HKDF
 */
export class SecretBox {
  readonly #secret: Buffer;
  readonly #subkeys = new Map<string, Buffer>();

  /** @param secret at least 32 bytes. */
  constructor(secret: Buffer) {
    if (secret.length < 32) throw new RangeError('The at-rest secret needs at least 32 bytes.');
    this.#secret = secret;
  }

  /**
   * Encrypts `plaintext` with AES-256-GCM.
   *
   * @param associated binds the sealed text to its place, for example `special-key:<bot id>:<key id>`: it does not open
   *   anywhere else.
   * @returns `v1.` and base64url of nonce, ciphertext and tag.
   */
  seal(plaintext: string, associated: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#subkey('seal'), nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(associated, 'utf8'));
    const sealed = Buffer.concat([nonce, cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${VERSION}.${sealed.toString('base64url')}`;
  }

  /**
   * Opens what `seal` made with the same `associated`.
   *
   * @throws {SealBroken} when anything about it differs.
   */
  open(sealed: string, associated: string): string {
    const [version, body, ...rest] = sealed.split('.');
    if (version !== VERSION || body === undefined || rest.length > 0) throw new SealBroken();
    const bytes = Buffer.from(body, 'base64url');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken();
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.#subkey('seal'), bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(associated, 'utf8'));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const head = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
      return Buffer.concat([head, decipher.final()]).toString('utf8');
    } catch {
      throw new SealBroken();
    }
  }

  /**
   * A keyed fingerprint (HMAC-SHA-256) of a text: equal texts have equal digests, and without the secret nobody can
   * test a guess.
   *
   * @param label the purpose, for example `identity-log.user-id`; digests of different labels cannot be compared.
   * @returns 64 characters of lower-case hex.
   */
  digest(label: string, text: string): string {
    return createHmac('sha256', this.#subkey(`digest:${label}`))
      .update(text, 'utf8')
      .digest('hex');
  }

  #subkey(label: string): Buffer {
    let subkey = this.#subkeys.get(label);
    if (subkey === undefined) {
      subkey = Buffer.from(hkdfSync('sha256', this.#secret, 'chatku', `chatku/${label}`, 32));
      this.#subkeys.set(label, subkey);
    }
    return subkey;
  }
}
