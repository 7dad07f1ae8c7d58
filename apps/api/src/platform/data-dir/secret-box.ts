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

/** The secret that seals, and those that still open what was sealed before it. */
export interface SecretRing {
  readonly current: Buffer;
  readonly previous: readonly Buffer[];
}

/** The check value of a secret: an HMAC of a fixed text under it, which tells nothing about it. 64 hex characters. */
export function fingerprintOf(secret: Buffer): string {
  return createHmac('sha256', secret).update('chatku at-rest secret fingerprint').digest('hex');
}

/**
 * Seals small texts at rest and makes keyed fingerprints, from one secret. Each purpose has a subkey of its own, derived
 * from its label, so that nothing made for one purpose is of use for another.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5869 HKDF
 */
export class SecretBox {
  readonly #ring: () => SecretRing;
  readonly #subkeys = new WeakMap<Buffer, Map<string, Buffer>>();

  /**
   * @param given one secret of at least 32 bytes, or a ring, or where to look the ring up each time. A ring that has not changed must
   *   bring the same buffers.
   */
  constructor(given: Buffer | SecretRing | (() => SecretRing)) {
    const ring =
      typeof given === 'function' ? given : Buffer.isBuffer(given) ? { current: given, previous: [] } : given;
    this.#ring = typeof ring === 'function' ? ring : () => ring;
    for (const secret of this.#secrets()) {
      if (secret.length < 32) throw new RangeError('The at-rest secret needs at least 32 bytes.');
    }
  }

  /** Whether older secrets still open what this box is given. */
  get isRotating(): boolean {
    return this.#ring().previous.length > 0;
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
    const cipher = createCipheriv('aes-256-gcm', this.#subkey('seal', this.#ring().current), nonce, {
      authTagLength: TAG_BYTES,
    });
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
    const bytes = bytesOf(sealed);
    for (const secret of this.#secrets()) {
      const text = this.#openWith(secret, bytes, associated);
      if (text !== null) return text;
    }
    throw new SealBroken();
  }

  /** Whether this was sealed with the newest secret. (The tag of what is sealed tells; it carries no name of a key.) */
  isCurrent(sealed: string, associated: string): boolean {
    return this.#openWith(this.#ring().current, bytesOf(sealed), associated) !== null;
  }

  #openWith(secret: Buffer, bytes: Buffer, associated: string): string | null {
    try {
      const key = this.#subkey('seal', secret);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(associated, 'utf8'));
      decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
      const head = decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES));
      return Buffer.concat([head, decipher.final()]).toString('utf8');
    } catch {
      return null;
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
    return digestWith(this.#subkey(`digest:${label}`, this.#ring().current), text);
  }

  /** The digests a text may have been stored under, the newest secret's first: more than one only during a rotation. */
  digests(label: string, text: string): string[] {
    return this.#secrets().map((secret) => digestWith(this.#subkey(`digest:${label}`, secret), text));
  }

  /** The check values of the secrets it opens with, the newest secret's first. */
  fingerprints(): string[] {
    return this.#secrets().map(fingerprintOf);
  }

  /**
   * The keys that older secrets made digests of this purpose with: for what must be found after a rotation and cannot be made
   * again, since nobody has the text. Such a key leads back to no secret.
   */
  olderDigestKeys(label: string): Buffer[] {
    return this.#ring().previous.map((secret) => this.#subkey(`digest:${label}`, secret));
  }

  #secrets(): Buffer[] {
    const { current, previous } = this.#ring();
    return [current, ...previous];
  }

  #subkey(label: string, secret: Buffer): Buffer {
    const subkeys = this.#subkeys.get(secret) ?? new Map<string, Buffer>();
    this.#subkeys.set(secret, subkeys);
    let subkey = subkeys.get(label);
    if (subkey === undefined) {
      subkey = Buffer.from(hkdfSync('sha256', secret, 'chatku', `chatku/${label}`, 32));
      subkeys.set(label, subkey);
    }
    return subkey;
  }
}

/** The digest of a text under a key of `olderDigestKeys`. */
export function digestWith(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/** @throws {SealBroken} this was never sealed. */
function bytesOf(sealed: string): Buffer {
  const [version, body, ...rest] = sealed.split('.');
  if (version !== VERSION || body === undefined || rest.length > 0) throw new SealBroken();
  const bytes = Buffer.from(body, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new SealBroken();
  return bytes;
}
