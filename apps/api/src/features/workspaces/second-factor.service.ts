import { Injectable } from '@nestjs/common';
import * as v from 'valibot';
import { Clock } from '../../platform/clock/clock.js';
import { digestWith, SealBroken, SecretBox } from '../../platform/data-dir/secret-box.js';
import type { Db } from '../../platform/database/db.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { CODE_LABEL, offerPlace, olderKeyPlace, secretPlace } from './second-factor-places.js';
import { plainCode, readableCode } from './secrets.js';
import type { StaffUser } from './staff-user.entity.js';
import { findTotpStep, newTotpSecret, totpUri } from './totp.js';
import { WorkspacesRepository } from './workspaces.repository.js';

const CODES = 10;
/** How long somebody may take to set up their app. */
const OFFER_MS = 15 * 60_000;
const ISSUER = 'Chatku';

const Offer = v.object({ secret: v.string(), until: v.number() });

export const codeRefused = (): AppError =>
  new AppError('second_step_refused', 'This code is not right, or was used already.', {
    fix: 'Wait for the next code of the app, or use a recovery code.',
  });

const textOfCode = (userId: string, code: string): string => `${userId}:${plainCode(code)}`;

/** The second step of signing in: codes of an authenticator app, and recovery codes in their place. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly recoveryCodes: RecoveryCodesRepository,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {}

  /** A new secret for an app. It travels with its ticket and is stored only when a code of it comes back. */
  offer(user: StaffUser): { ticket: string; secret: string; uri: string } {
    const secret = newTotpSecret();
    const body = JSON.stringify({ secret, until: this.clock.nowMs() + OFFER_MS });
    return { ticket: this.secretBox.seal(body, offerPlace(user.id)), secret, uri: totpUri(secret, ISSUER, user.email) };
  }

  /**
   * Turns the second step on.
   *
   * @returns the recovery codes, to be shown once.
   * @throws two_step_on; second_step_expired for an old or foreign ticket; second_step_refused for another code.
   */
  async turnOn(tx: Tx, user: StaffUser, ticket: string, typed: string): Promise<string[]> {
    if (user.totpSecret !== null) {
      throw new AppError('two_step_on', 'Two-step sign-in is on already.', { fix: 'Turn it off first.' });
    }
    const secret = this.#readOffer(user.id, ticket);
    const step = findTotpStep(secret, plainCode(typed), this.clock.nowMs(), null);
    if (step === null) throw codeRefused();
    await this.workspaces.updateUser(tx, user.id, {
      totpSecret: this.secretBox.seal(secret, secretPlace(user.id)),
      totpLastStep: step,
    });
    const codes = Array.from({ length: CODES }, () => readableCode(3));
    await this.recoveryCodes.removeOf(tx, user.id);
    await this.recoveryCodes.insert(
      tx,
      codes.map((code) => ({ codeDigest: this.#digest(user.id, code), userId: user.id })),
    );
    return codes;
  }

  /**
   * Uses a code up.
   *
   * @returns which kind it was.
   * @throws second_step_refused for any other code, and for one that was used.
   */
  async use(tx: Tx, user: StaffUser, typed: string): Promise<'app' | 'recovery'> {
    const code = plainCode(typed);
    if (user.totpSecret === null) throw codeRefused();
    if (/^\d{6}$/.test(code)) {
      const secret = this.secretBox.open(user.totpSecret, secretPlace(user.id));
      const step = findTotpStep(secret, code, this.clock.nowMs(), user.totpLastStep);
      if (step !== null && (await this.workspaces.takeTotpStep(tx, user.id, step))) return 'app';
    } else if (await this.#takeRecoveryCode(tx, user.id, code)) {
      return 'recovery';
    }
    throw codeRefused();
  }

  async turnOff(tx: Tx, userId: string): Promise<void> {
    await this.workspaces.updateUser(tx, userId, { totpSecret: null, totpLastStep: null });
    await this.recoveryCodes.removeOf(tx, userId);
  }

  countRecoveryCodes(db: Db, userId: string): Promise<number> {
    return this.recoveryCodes.count(db, userId);
  }

  #readOffer(userId: string, ticket: string): string {
    try {
      const { secret, until } = v.parse(Offer, JSON.parse(this.secretBox.open(ticket, offerPlace(userId))));
      if (until > this.clock.nowMs()) return secret;
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
    }
    throw new AppError('second_step_expired', 'Setting up took too long.', { fix: 'Begin again.' });
  }

  async #takeRecoveryCode(tx: Tx, userId: string, code: string): Promise<boolean> {
    const text = textOfCode(userId, code);
    for (const codeDigest of this.secretBox.digests(CODE_LABEL, text)) {
      if (await this.recoveryCodes.take(tx, { codeDigest, userId })) return true;
    }
    // From before the at-rest secret was changed.
    for (const { id, sealed } of await this.recoveryCodes.listOlderKeys(tx)) {
      const key = this.#openKey(sealed, olderKeyPlace(id));
      if (key !== null && (await this.recoveryCodes.take(tx, { codeDigest: digestWith(key, text), userId })))
        return true;
    }
    return false;
  }

  /** Null: sealed with a secret that nobody has any more, so no code is of it. */
  #openKey(sealed: string, place: string): Buffer | null {
    try {
      return Buffer.from(this.secretBox.open(sealed, place), 'base64url');
    } catch (error) {
      if (error instanceof SealBroken) return null;
      throw error;
    }
  }

  #digest(userId: string, code: string): string {
    return this.secretBox.digest(CODE_LABEL, textOfCode(userId, code));
  }
}
