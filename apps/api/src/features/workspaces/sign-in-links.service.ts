import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { newSecret, secretHash } from './secrets.js';
import { StaffSessionsRepository } from './staff-sessions.repository.js';
import type { StaffUser } from './staff-user.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** A link nobody used is void after a quarter of an hour. */
export const LINK_MS = 15 * 60_000;

/** Links that sign their bearer in, once. Only the terminal gets one. */
@Injectable()
export class SignInLinksService {
  constructor(
    private readonly sessions: StaffSessionsRepository,
    private readonly workspaces: WorkspacesRepository,
    private readonly config: Config,
  ) {}

  /** Makes a link for a user. The secret stands in its fragment, which no server and no referer ever sees. */
  async issue(tx: Tx, userId: string): Promise<string> {
    const secret = newSecret();
    await this.sessions.insertLink(tx, {
      secretHash: secretHash(secret),
      userId,
      expiresAtMs: tx.nowMs + LINK_MS,
    });
    return `${this.config.publicUrl}/console/sign-in#${secret}`;
  }

  /** Uses a link up. @returns whom it signs in. @throws sign_in_link_refused when it is void, used or unknown. */
  async use(tx: Tx, secret: string): Promise<StaffUser> {
    const link = await this.sessions.takeLink(tx, secretHash(secret));
    const user = link === null || link.expiresAtMs <= tx.nowMs ? null : await this.workspaces.findUser(tx, link.userId);
    if (user !== null && user.deactivatedAtMs === null) return user;
    throw new AppError('sign_in_link_refused', 'This link has been used, is too old, or never was one.', {
      fix: 'Sign in with e-mail and password, or restart the server for a new link.',
    });
  }
}
