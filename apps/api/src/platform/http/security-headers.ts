import type { FastifyInstance, FastifyReply } from 'fastify';

export type Headers = ReadonlyArray<readonly [name: string, value: string]>;

/** Headers of every answer; a route that serves something else than data overrides what does not fit. */
const HEADERS: Headers = [
  ['x-content-type-options', 'nosniff'],
  ['referrer-policy', 'no-referrer'],
  ['x-frame-options', 'DENY'],
  ['content-security-policy', "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"],
  ['cross-origin-resource-policy', 'same-origin'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ['cache-control', 'no-store'],
];

/** The headers of every answer of this installation. */
export function securityHeaders(publicUrl: string): Headers {
  if (!publicUrl.startsWith('https:')) return HEADERS;
  return [...HEADERS, ['strict-transport-security', 'max-age=15552000']];
}

/** Sets the headers on every answer, errors and unknown addresses included. */
export function setSecurityHeaders(fastify: FastifyInstance, headers: Headers): void {
  fastify.addHook('onRequest', async (request, reply) => writeHeaders(reply, headers, request.id));
}

/** Writes the headers and the request's id onto one answer. */
export function writeHeaders(reply: FastifyReply, headers: Headers, requestId: string): void {
  reply.header('x-request-id', requestId);
  for (const [name, value] of headers) reply.header(name, value);
}
