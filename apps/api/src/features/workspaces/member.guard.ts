import { CSRF_HEADER } from '@chatku/schemas';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { ConsoleDoor } from './console-door.service.js';
import { ConsoleOrigin } from './console-origin.js';
import { type ConsoleRequest, requireAdmin, requireRecentPassword, type SignedInMember } from './member.js';
import { sameText } from './secrets.js';

const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** For console routes without a session (sign-in, set-up): only pages of the console's own origin. */
@Injectable()
export class ConsoleOriginGuard implements CanActivate {
  constructor(private readonly origin: ConsoleOrigin) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<ConsoleRequest>();
    this.origin.requireOwn(request.headers);
    return true;
  }
}

/**
 * Lets in members of the console: a session's cookie, and for everything that is not a mere read the CSRF token beside it.
 *
 * @throws origin_not_allowed, unauthenticated, csrf_refused.
 */
@Injectable()
export class MemberGuard implements CanActivate {
  constructor(
    private readonly origin: ConsoleOrigin,
    private readonly door: ConsoleDoor,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<ConsoleRequest>();
    this.origin.requireOwn(request.headers);
    const member = await this.door.findMember(request.headers.cookie);
    if (member === null) {
      throw new AppError('unauthenticated', 'Nobody is signed in here.', { fix: 'Sign in.' });
    }
    if (!SAFE_METHODS.has(request.method)) requireCsrf(request.headers[CSRF_HEADER], member);
    this.mayGoOn(member);
    await this.door.keepAlive(member, request.headers.cookie, http.getResponse<FastifyReply>());
    request.consoleMember = member;
    return true;
  }

  /** What else is asked of the member. */
  protected mayGoOn(_member: SignedInMember): void {}
}

/** Lets in owners and admins. */
@Injectable()
export class AdminGuard extends MemberGuard {
  protected override mayGoOn(member: SignedInMember): void {
    requireAdmin(member);
  }
}

/** Lets in owners and admins who gave their password within five minutes. */
@Injectable()
export class RecentAdminGuard extends AdminGuard {
  constructor(
    origin: ConsoleOrigin,
    door: ConsoleDoor,
    private readonly clock: Clock,
  ) {
    super(origin, door);
  }

  protected override mayGoOn(member: SignedInMember): void {
    super.mayGoOn(member);
    requireRecentPassword(member, this.clock.nowMs());
  }
}

function requireCsrf(header: string | string[] | undefined, member: SignedInMember): void {
  if (typeof header === 'string' && sameText(header, member.csrf)) return;
  throw new AppError('csrf_refused', 'The CSRF token is missing or of another session.', {
    fix: 'Read it from GET /v1/console/session and send it in the header Chatku-Csrf.',
  });
}
