import type { FastifyReply } from 'fastify';

/** Name of the cookie that holds a console session's token. */
export const SESSION_COOKIE = 'chatku_session';

/** The session tokens a `Cookie` header carries, in their order; a cookie of another shape is no token of ours. */
export function readSessionCookie(header: string | undefined): string | null {
  for (const part of (header ?? '').split(';')) {
    const match = /^\s*chatku_session=([A-Za-z0-9_-]{43})\s*$/.exec(part);
    if (match?.[1] !== undefined) return match[1];
  }
  return null;
}

/**
 * Hands the browser its session. Scripts cannot read it, other sites cannot make the browser send it, and behind https it
 * never travels in the clear.
 */
export function giveSessionCookie(reply: FastifyReply, token: string, maxAgeSeconds: number, secure: boolean): void {
  setCookie(reply, `${SESSION_COOKIE}=${token}; Max-Age=${maxAgeSeconds}`, secure);
}

/** Makes the browser forget its session. */
export function takeSessionCookie(reply: FastifyReply, secure: boolean): void {
  setCookie(reply, `${SESSION_COOKIE}=; Max-Age=0`, secure);
}

function setCookie(reply: FastifyReply, pair: string, secure: boolean): void {
  reply.header('set-cookie', `${pair}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`);
}
