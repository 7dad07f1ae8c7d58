import type { ErrorLogEntry as Wire } from '@chatku/schemas';
import type { ErrorLogEntry } from './error-log-entry.entity.js';

/** Row -> wire. */
export const toErrorLogEntry = (entry: ErrorLogEntry): Wire => ({
  id: entry.id,
  code: entry.code,
  detail: entry.detail,
  count: entry.count,
  first_at: new Date(entry.firstAtMs).toISOString(),
  last_at: new Date(entry.lastAtMs).toISOString(),
});
