import { PROTOCOL_VERSION } from '@chatku/schemas';
import { AppError } from '../../platform/errors/app-error.js';

/** What the header `Chatku-Page` says. */
export interface PageClaim {
  /** 256 bits of the page view; a secret. */
  readonly secret: string;
  readonly epoch: number;
}

/**
 * Reads `Chatku-Page: <protocol>.<page secret>.<epoch>`.
 *
 * @throws protocol_too_old for another protocol version; invalid_request for anything else.
 */
export function readPageHeader(header: string | string[] | undefined): PageClaim {
  const match = typeof header === 'string' ? /^(\d{1,4})\.([A-Za-z0-9_-]{43})\.(0|[1-9]\d{0,8})$/.exec(header) : null;
  if (match === null) {
    throw new AppError('invalid_request', 'The header Chatku-Page is missing or malformed.', {
      fix: 'Let the widget make the request; or send <protocol>.<page secret>.<epoch>.',
    });
  }
  if (Number(match[1]) !== PROTOCOL_VERSION) {
    throw new AppError('protocol_too_old', 'This page speaks another version of the widget protocol.', {
      fix: 'Reload the page.',
    });
  }
  return { secret: match[2] ?? '', epoch: Number(match[3]) };
}

/** Reads `Authorization: Bearer <token>`; null when there is none of that shape. */
export function readBearer(header: string | undefined): string | null {
  return /^Bearer ([A-Za-z0-9_-]{43})$/.exec(header ?? '')?.[1] ?? null;
}
