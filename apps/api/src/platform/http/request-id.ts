import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import proxyaddr from '@fastify/proxy-addr';

/** What a proxy may call a request: long enough to be one of a kind, and nothing that would need quoting in a log or a header. */
const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._-]{15,63}$/;

/**
 * Gives each request its id: the one in `X-Request-Id` where a trusted proxy connected and it looks like one, so that the logs of both name the
 * request alike; else a fresh one. From anybody else it is never taken: it would be written to our log and handed out as if it were ours. (A
 * proxy that passes on what its clients send hands their word over with it; the documents say how to set it.)
 */
export function requestIds(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return () => randomUUID();
  const trusts = proxyaddr.compile([...trustedProxies]);
  return (request) => {
    const given = request.headers['x-request-id'];
    if (typeof given !== 'string' || !WELL_FORMED.test(given)) return randomUUID();
    return trusts(request.socket.remoteAddress ?? '', 0) ? given : randomUUID();
  };
}
