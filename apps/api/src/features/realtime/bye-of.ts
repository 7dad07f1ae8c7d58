import type { WidgetServerFrame } from '@chatku/schemas';
import { AppError } from '../../platform/errors/app-error.js';

/** Why the visitors' socket says goodbye. */
export type Bye = Extract<WidgetServerFrame, { type: 'bye' }>['code'];

const BYES: ReadonlySet<string> = new Set<Bye>([
  'session_expired',
  'session_revoked',
  'identity_superseded',
  'logged_out',
  'resync_required',
  'origin_not_allowed',
  'protocol_too_old',
]);

/** Why the session has ended; null where this says nothing of the session: a failing disk or database makes nobody a guest. */
export function byeOf(error: unknown): Bye | null {
  if (!(error instanceof AppError)) return null;
  if (BYES.has(error.code)) return error.code as Bye;
  return error.code === 'unauthenticated' || error.code === 'not_found' ? 'session_revoked' : null;
}
