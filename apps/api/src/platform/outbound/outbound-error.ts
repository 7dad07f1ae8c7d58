import { AppError } from '../errors/app-error.js';

/*
 * Why a call outward did not come about. The sentences are for an admin; they name the host and nothing else of the address:
 * paths and queries carry keys.
 */

/** The URL is not one that can be called. `what` completes "The address ...". */
export function badUrl(what: string): AppError {
  return new AppError('outbound_bad_url', `The address ${what}.`, {
    fix: 'Write it as https://name/path, with a host name that the whole internet knows.',
  });
}

/** The guard refuses the host. Says which name, never what it leads to. */
export function addressRefused(host: string, why: string): AppError {
  return new AppError('outbound_address_refused', `The server may not call ${host}: ${why}.`, {
    fix: 'Use a public address. Whoever runs this server can let an inner one through with CHATKU_OUTBOUND_ALLOW.',
  });
}

/** The whole exchange took too long. */
export function timedOut(host: string, timeoutMs: number): AppError {
  return new AppError('outbound_timeout', `${host} did not answer within ${timeoutMs / 1000} seconds.`, {
    fix: 'Try again later, or make the other server answer sooner.',
  });
}

/** The answer is larger than was asked for. */
export function tooLarge(host: string, part: 'headers' | 'answer'): AppError {
  return new AppError('outbound_too_large', `${host} sent more than is read (the ${part} went past the limit).`, {
    fix: 'Ask the other server for less, for example one page instead of all.',
  });
}

/** One redirect more than is followed. */
export function tooManyRedirects(host: string, maxRedirects: number): AppError {
  return new AppError('outbound_too_many_redirects', `${host} redirected more than ${maxRedirects} times.`, {
    fix: 'Use the address at which the redirects end.',
  });
}

/**
 * DNS, connection, TLS or HTTP failed. `what` completes "<host> ...". Of the cause only its code is kept: messages of Node carry
 * addresses, and objects of its parser what was received.
 */
export function callFailed(host: string, what: string, cause?: unknown): AppError {
  const code = (cause as { code?: unknown } | undefined)?.code;
  return new AppError('outbound_failed', `${host} ${what}.`, {
    fix: 'Check that the other server is up and that its name and certificate are right, then try again.',
    ...(typeof code === 'string' ? { cause: new Error(code) } : {}),
  });
}

/** Too many calls are waiting already. */
export function tooBusy(host: string): AppError {
  return new AppError('outbound_failed', `${host} was not called: too many calls are waiting already.`, {
    fix: 'Try again in a moment.',
    retryAfterSeconds: 5,
  });
}

/** The process closes down. */
export function outboundClosed(): AppError {
  return new AppError('shutting_down', 'The server is closing down.', {
    fix: 'Try again in a moment.',
    retryAfterSeconds: 2,
  });
}
