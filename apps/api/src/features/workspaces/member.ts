import { may, PERMISSIONS, type Permission, type Role } from '@chatku/schemas';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../platform/errors/app-error.js';

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

/** The member behind a route under `MemberGuard`. */
export const CurrentMember = createParamDecorator((_: unknown, context: ExecutionContext): SignedInMember => {
  const { consoleMember } = context.switchToHttp().getRequest<ConsoleRequest>();
  if (consoleMember === undefined) throw new Error('CurrentMember needs MemberGuard on the route.');
  return consoleMember;
});

/** @throws forbidden unless the member's role has the permission. */
export function requirePermission(member: Pick<Member, 'role'>, permission: Permission): void {
  if (may(member.role, permission)) return;
  throw new AppError('forbidden', `Your role in this workspace (${member.role}) does not allow this.`, {
    fix: `Ask for it somebody who has the permission ${permission}: ${PERMISSIONS[permission].roles.join(', ')}.`,
  });
}

/** @throws password_required unless the password was given within the last five minutes. */
export function requireRecentPassword(member: Pick<Member, 'recentPasswordUntilMs'>, nowMs: number): void {
  if ((member.recentPasswordUntilMs ?? 0) > nowMs) return;
  throw new AppError('password_required', 'This asks for your password again.', {
    fix: 'Give the password, then repeat the request within five minutes.',
  });
}
