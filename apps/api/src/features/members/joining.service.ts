import { type AcceptInviteBody, type InviteOffer, may } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import type { Db } from '../../platform/database/db.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { addressKey } from '../../platform/http/caller.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { type BrowserHeaders, SessionDesk, type SignedIn, StaffService, secretHash } from '../workspaces/index.js';
import type { Invite } from './invite.entity.js';
import { InvitesRepository } from './invites.repository.js';

const refused = (): AppError =>
  new AppError('invite_refused', 'This invitation was used, revoked, is too old, or is for another address.', {
    fix: 'Ask whoever invited you for another one.',
  });

/** Accepting an invitation. */
@Injectable()
export class JoiningService {
  readonly #perAddress: RateLimit;

  constructor(
    private readonly invites: InvitesRepository,
    private readonly staff: StaffService,
    private readonly desk: SessionDesk,
    private readonly reader: Reader,
    private readonly clock: Clock,
    limits: RateLimits,
  ) {
    this.#perAddress = limits.create({ name: 'join-address', points: 30, windowSeconds: 600 });
  }

  /** What a link invites to. @throws invite_refused, too_many_requests. */
  async look(secret: string, address: string): Promise<InviteOffer> {
    await this.#perAddress.charge(addressKey(address));
    const invite = await this.#open(this.reader, secret, this.clock.nowMs());
    const { name } = await this.staff.getWorkspace(this.reader, invite.workspaceId);
    return { workspace_name: name, role: invite.role, email: invite.email };
  }

  /**
   * Makes whoever has the link a member, and signs them in. The invitation is used up.
   *
   * @throws invite_refused; already_exists where the address has an account; too_many_requests.
   */
  async accept(body: AcceptInviteBody, address: string, browser: BrowserHeaders): Promise<SignedIn> {
    await this.#perAddress.charge(addressKey(address));
    // Looked at before the slow password: whoever has no invitation costs nothing.
    this.#requireAddress(await this.#open(this.reader, body.secret, this.clock.nowMs()), body.email);
    const name = body.name.trim();
    if (name === '') {
      throw new AppError('invalid_request', 'A name is more than spaces.', {
        fix: 'Write your name.',
        issues: [{ path: 'name', message: 'must not be empty' }],
      });
    }
    const passwordHash = await this.staff.passwords.hash(body.password);
    return this.desk.open(
      'members.join',
      async (tx) => {
        const invite = await this.#open(tx, body.secret, tx.nowMs);
        this.#requireAddress(invite, body.email);
        if (!(await this.invites.remove(tx, invite.workspaceId, invite.id))) throw refused();
        const { workspaceId, role } = invite;
        const { email, language } = body;
        const user = await this.staff.create(tx, { workspaceId, role, name, email, language, passwordHash });
        await this.staff.audit.record(tx, {
          workspaceId,
          userId: user.id,
          action: 'member.joined',
          targetId: user.id,
          detail: { invite_id: invite.id, role },
        });
        return user;
      },
      { passwordGiven: true, ...browser },
      'session.opened-by-invite',
    );
  }

  /** @throws invite_refused */
  async #open(db: Db, secret: string, nowMs: number): Promise<Invite> {
    const invite = await this.invites.findBySecret(db, secretHash(secret));
    if (invite === null || invite.expiresAtMs <= nowMs) throw refused();
    // An invitation is worth what its inviter may do now.
    const by = await this.staff.find(db, invite.userId);
    if (by === null || by.deactivatedAtMs !== null || !may(by.role, 'members.manage')) throw refused();
    return invite;
  }

  #requireAddress(invite: Invite, email: string): void {
    if (invite.email !== null && invite.email.trim().toLowerCase() !== email.trim().toLowerCase()) throw refused();
  }
}
