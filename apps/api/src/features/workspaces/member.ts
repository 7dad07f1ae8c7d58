import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.js';
import type { Role } from './staff-user.entity.js';

/** Who is signed in to the console. */
export interface Member {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly workspaceId: string;
  readonly sessionId: string;
  /** Until when the password counts as given just now. */
  readonly recentPasswordUntilMs: number | null;
}

/** A member whose cookie was shown: with the CSRF token that belongs to it. */
export interface SignedInMember extends Member {
  readonly csrf: string;
}

/** Where the guards leave whom they found. */
export interface ConsoleRequest extends FastifyRequest {
  consoleMember?: SignedInMember;
}

/** The member behind a route under `MemberGuard`, `AdminGuard` or `RecentAdminGuard`. */
export const CurrentMember = createParamDecorator((_: unknown, context: ExecutionContext): SignedInMember => {
  const { consoleMember } = context.switchToHttp().getRequest<ConsoleRequest>();
  if (consoleMember === undefined) throw new Error('CurrentMember needs MemberGuard on the route.');
  return consoleMember;
});

/** Owners and admins may; @throws forbidden for an agent. */
export function requireAdmin(member: Pick<Member, 'role'>): void {
  if (member.role === 'owner' || member.role === 'admin') return;
  throw new AppError('forbidden', 'Only an owner or admin of this workspace may do this.', {
    fix: 'Ask an owner or admin.',
  });
}

/** @throws password_required unless the password was given within the last five minutes. */
export function requireRecentPassword(member: Pick<Member, 'recentPasswordUntilMs'>, nowMs: number): void {
  if ((member.recentPasswordUntilMs ?? 0) > nowMs) return;
  throw new AppError('password_required', 'This asks for your password again.', {
    fix: 'Give the password, then repeat the request within five minutes.',
  });
}
