import { STATUS_CODES } from 'node:http';
import type { ErrorCode } from '@chatku/schemas';
import { HttpException } from '@nestjs/common';
import { UniqueViolation } from '../database/database-errors.js';
import { AppError } from './app-error.js';

/**
 * Any error as one of ours. What is not known is `internal_error`, whose sentence says nothing of its cause: the log
 * has it, under the request's id.
 */
export function appErrorOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HttpException) return frameworkError(error.getStatus(), error);
  if (error instanceof UniqueViolation) {
    return new AppError('conflict', 'Somebody else changed the same thing at the same moment.', {
      fix: 'Read it again and repeat the request.',
      cause: error,
    });
  }
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return frameworkError(status, error);
  return new AppError('internal_error', 'Something went wrong on the server. It has been written to its log.', {
    fix: 'Try again. If it stays, give the request id to whoever runs this server.',
    cause: error,
  });
}

/** What Nest and Fastify refuse before a handler runs. Their sentences may echo input, so ours are used. */
function frameworkError(status: number, error: unknown): AppError {
  const [code, message, fix] = FRAMEWORK[status] ?? fallback(status);
  if (status === 400 && isJsonError(error)) {
    return new AppError('malformed_json', 'The body could not be read as JSON.', {
      fix: 'Send one JSON value, in UTF-8, without keys such as __proto__.',
      cause: error,
    });
  }
  return new AppError(code, message, { fix, cause: error });
}

type Known = readonly [code: ErrorCode, message: string, fix: string];

const FRAMEWORK: Readonly<Record<number, Known>> = {
  401: ['unauthenticated', 'Credentials are missing or not valid.', 'Sign in, or send a token.'],
  403: ['forbidden', 'This is not allowed.', 'Ask somebody with more rights.'],
  404: ['not_found', 'There is nothing at this address.', 'Check the address and the method; see /docs.'],
  405: ['method_not_allowed', 'This address does not know this method.', 'See the Allow header, or /docs.'],
  413: ['body_too_large', 'The body is larger than this address takes.', 'Send less at once.'],
  // A path segment longer than any id is the id of nothing.
  414: ['not_found', 'There is nothing at this address.', 'Check the address; see /docs.'],
  415: ['unsupported_media_type', 'The body is not JSON.', 'Send JSON with the header Content-Type: application/json.'],
  503: ['shutting_down', 'The server is closing down.', 'Try again in a moment.'],
};

function fallback(status: number): Known {
  return status < 500
    ? [
        'invalid_request',
        `The request was refused (${STATUS_CODES[status] ?? status}).`,
        'Check the address, headers and body.',
      ]
    : ['internal_error', 'Something went wrong on the server. It has been written to its log.', 'Try again.'];
}

function isJsonError(error: unknown): boolean {
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    if (link instanceof SyntaxError) return true;
    const code = (link as { code?: unknown }).code;
    if (code === 'FST_ERR_CTP_EMPTY_JSON_BODY' || code === 'FST_ERR_CTP_INVALID_JSON_BODY') return true;
  }
  return false;
}
