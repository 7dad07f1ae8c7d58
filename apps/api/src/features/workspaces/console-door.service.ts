import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Reader } from '../../platform/database/reader.js';
import { Logger } from '../../platform/logging/logger.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { ConsoleOrigin } from './console-origin.js';
import type { Member, SignedInMember } from './member.js';
import { giveSessionCookie, readSessionCookie } from './session-cookie.js';
import { SESSION_SECONDS, StaffSessionsService } from './staff-sessions.service.js';

/** What the guards ask of sessions. */
@Injectable()
export class ConsoleDoor {
  constructor(
    private readonly sessions: StaffSessionsService,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly origin: ConsoleOrigin,
    private readonly logger: Logger,
  ) {}

  findMember(cookieHeader: string | undefined): Promise<SignedInMember | null> {
    return this.sessions.findMember(this.reader, cookieHeader);
  }

  /** Moves the end of a session that is used, here and in the browser; at most once an hour. */
  async keepAlive(member: Member, cookieHeader: string | undefined, reply: FastifyReply): Promise<void> {
    if (!(await this.sessions.isDue(this.reader, member.sessionId))) return;
    try {
      await this.unitOfWork.run('workspaces.slide-session', (tx) => this.sessions.slide(tx, member.sessionId));
    } catch (error) {
      // A full disk must not keep anybody from reading.
      this.logger.warn('The end of a session could not be moved', { err: error });
      return;
    }
    const token = readSessionCookie(cookieHeader);
    if (token !== null) giveSessionCookie(reply, token, SESSION_SECONDS, this.origin.isSecure);
  }
}
