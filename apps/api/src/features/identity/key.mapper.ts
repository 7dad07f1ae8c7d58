import type { IdentityLogEntry as WireEntry, SpecialKey as WireKey } from '@chatku/schemas';
import type { IdentityLogEntry } from './identity-log-entry.entity.js';
import type { SpecialKey } from './special-key.entity.js';

/** Retiring a key can be undone for an hour. */
export const UNDO_RETIRE_MS = 3_600_000;

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Row -> wire; the key itself stays behind. */
export const toSpecialKey = (key: SpecialKey): WireKey => ({
  id: key.id,
  kind: key.kind,
  state: key.state,
  ending: key.ending,
  imported: key.imported,
  created_at: new Date(key.createdAtMs).toISOString(),
  last_verified_at: iso(key.lastVerifiedAtMs),
  last_verified_origin: key.lastVerifiedOrigin,
  retired_at: iso(key.retiredAtMs),
  undo_until: key.state === 'retired' && key.retiredAtMs !== null ? iso(key.retiredAtMs + UNDO_RETIRE_MS) : null,
});

/** Row -> wire. */
export const toLogEntry = (entry: IdentityLogEntry): WireEntry => ({
  id: entry.id,
  at: new Date(entry.atMs).toISOString(),
  request_id: entry.requestId,
  origin: entry.origin,
  masked_id: entry.maskedId,
  id_digest: entry.idDigest,
  key_id: entry.keyId,
  verdict: entry.verdict,
  diagnosis: entry.diagnosis,
  ...(entry.variant === null ? {} : { variant: entry.variant }),
  count: entry.count,
});
