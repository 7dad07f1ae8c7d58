import { CSRF_HEADER, type MemberRoute, ROUTES, type Route } from '@chatku/schemas';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../platform/clock/clock.js';
import { AppError } from '../../platform/errors/app-error.js';
import { ConsoleDoor } from './console-door.service.js';
import { ConsoleOrigin } from './console-origin.js';
import { type ConsoleRequest, requirePermission, requireRecentPassword, type SignedInMember } from './member.js';
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

/** The console's routes by method and path, as the contract lists them. */
const MEMBER_ROUTES: ReadonlyMap<string, MemberRoute> = new Map(
  Object.values<Route>(ROUTES).flatMap((route) =>
    route.audience === 'member' ? [[`${route.method} ${route.path}`, route] as const] : [],
  ),
);

/**
 * Lets in members of the console whose role has the permission that the contract's row for this route asks for: a session's
 * cookie, for everything that is not a mere read the CSRF token beside it, and the password lately where the row says so.
 *
 * @throws origin_not_allowed, unauthenticated, csrf_refused, forbidden, password_required. Error where the contract has no
 *   row of audience `member` for the route: nobody passes.
 */
@Injectable()
export class MemberGuard implements CanActivate {
  constructor(
    private readonly origin: ConsoleOrigin,
    private readonly door: ConsoleDoor,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<ConsoleRequest>();
    const route = rowOf(request);
    this.origin.requireOwn(request.headers);
    const member = await this.door.findMember(request.headers.cookie);
    if (member === null) {
      throw new AppError('unauthenticated', 'Nobody is signed in here.', { fix: 'Sign in.' });
    }
    if (!SAFE_METHODS.has(request.method)) requireCsrf(request.headers[CSRF_HEADER], member);
    this.mayGoOn(member, route);
    await this.door.keepAlive(member, request.headers.cookie, http.getResponse<FastifyReply>());
    request.consoleMember = member;
    return true;
  }

  /** Holds the member against the route's row. */
  protected mayGoOn(member: SignedInMember, route: MemberRoute): void {
    requirePermission(member, route.permission);
    if (route.recent_password === true) requireRecentPassword(member, this.clock.nowMs());
  }
}

function rowOf(request: ConsoleRequest): MemberRoute {
  // A HEAD is answered by the handler of the GET beside it.
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const name = `${method} ${request.routeOptions.url ?? ''}`;
  const route = MEMBER_ROUTES.get(name);
  if (route === undefined) throw new Error(`${name} has MemberGuard, but no row of audience "member" in ROUTES.`);
  return route;
}

function requireCsrf(header: string | string[] | undefined, member: SignedInMember): void {
  if (typeof header === 'string' && sameText(header, member.csrf)) return;
  throw new AppError('csrf_refused', 'The CSRF token is missing or of another session.', {
    fix: 'Read it from GET /v1/console/session and send it in the header Chatku-Csrf.',
  });
}
