import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import { readableCode } from './secrets.js';

interface Cost {
  /** CPU and memory cost, a power of two. */
  readonly n: number;
  readonly r: number;
  readonly p: number;
}

/** OWASP's setting for 32 MiB a hash. Stored with each hash, so that it can be raised without locking anybody out. */
const COST: Cost = { n: 2 ** 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** Passwords that may wait for their turn. */
const WAITING_MAX = 16;

/**
 * Hashes passwords with scrypt, one at a time: each takes 32 MiB and one of the few threads the database also uses, so a
 * flood of sign-ins must wait in line instead of starving the server.
 *
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */
@Injectable()
export class Passwords {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  /** Compared with where there is no user, so that an unknown address takes as long as a known one. */
  #nobody: Promise<string> | null = null;

  /** A password that is shown once: 80 random bits. */
  generate(): string {
    return readableCode(4).toLowerCase();
  }

  /** @returns `scrypt:<n>:<r>:<p>:<salt>:<hash>`. @throws too_many_requests when too many wait. */
  async hash(password: string): Promise<string> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await this.#derive(password, salt, COST);
    return ['scrypt', COST.n, COST.r, COST.p, salt.toString('base64url'), hash.toString('base64url')].join(':');
  }

  /**
   * Is it the password this hash was made of? Without a hash the answer is no, after the same work.
   *
   * @throws too_many_requests when too many wait.
   */
  async verify(password: string, stored: string | null): Promise<boolean> {
    if (stored === null) {
      this.#nobody ??= this.hash(randomBytes(SALT_BYTES).toString('hex'));
      await this.#matches(password, await this.#nobody);
      return false;
    }
    return this.#matches(password, stored);
  }

  async #matches(password: string, stored: string): Promise<boolean> {
    const [kind, n, r, p, salt, hash] = stored.split(':');
    if (kind !== 'scrypt' || salt === undefined || hash === undefined) throw new Error('A password hash is damaged.');
    const expected = Buffer.from(hash, 'base64url');
    const cost = { n: Number(n), r: Number(r), p: Number(p) };
    const found = await this.#derive(password, Buffer.from(salt, 'base64url'), cost);
    return found.length === expected.length && timingSafeEqual(found, expected);
  }

  #derive(password: string, salt: Buffer, { n, r, p }: Cost): Promise<Buffer> {
    if (this.#waiting >= WAITING_MAX) {
      throw new AppError('too_many_requests', 'Too many people are signing in at this moment.', {
        fix: 'Try again in a few seconds.',
        retryAfterSeconds: 5,
      });
    }
    this.#waiting += 1;
    const turn = this.#last.then(
      () =>
        new Promise<Buffer>((resolve, reject) => {
          // One spelling of what looks the same: a keyboard decides how an accent is encoded, not the person.
          const text = password.normalize('NFKC');
          scrypt(text, salt, HASH_BYTES, { N: n, r, p, maxmem: 256 * n * r }, (error, key) =>
            error === null ? resolve(key) : reject(error),
          );
        }),
    );
    this.#last = turn
      .catch(() => undefined)
      .finally(() => {
        this.#waiting -= 1;
      });
    return turn;
  }
}
