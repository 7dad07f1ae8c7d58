import type { Me } from '@chatku/schemas';
import type { FastifyReply } from 'fastify';
import type { ConsoleOrigin } from './console-origin.js';
import { giveSessionCookie } from './session-cookie.js';
import type { SignedIn } from './sign-in.service.js';
import { SESSION_SECONDS } from './staff-sessions.service.js';

/** Gives the browser the cookie of a fresh session. @returns what its page gets */
export function handOver({ token, me }: SignedIn, reply: FastifyReply, origin: ConsoleOrigin): Me {
  giveSessionCookie(reply, token, SESSION_SECONDS, origin.isSecure);
  return me;
}
