import type { IdentityLogEntry as WireEntry, SpecialKey as WireKey } from '@chatku/schemas';
import type { IdentityLogEntry } from './identity-log-entry.entity.js';
import type { SpecialKey } from './special-key.entity.js';

/** Retiring a key can be undone for an hour. */
export const UNDO_RETIRE_MS = 3_600_000;
export const DAY_MS = 24 * 3_600_000;
/** How long a key must have been silent before it is called safe to retire. */
export const SILENT_MS = 7 * DAY_MS;

/** Does a key in this state verify? */
export const verifies = ({ state }: Pick<SpecialKey, 'state'>): boolean => state === 'primary' || state === 'active';

/**
 * May this key be retired without refusing anybody, as far as can be seen: another of its kind verifies, and it has been
 * silent? One that never verified is given a day, as it may be on its way into a backend. Never said of a primary key.
 */
export const isSafeToRetire = (key: SpecialKey, ring: readonly SpecialKey[], nowMs: number): boolean => {
  if (key.state !== 'active') return false;
  if (!ring.some((other) => other.id !== key.id && other.kind === key.kind && verifies(other))) return false;
  return key.lastVerifiedAtMs === null ? nowMs - key.createdAtMs > DAY_MS : nowMs - key.lastVerifiedAtMs > SILENT_MS;
};

const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Row -> wire; the key itself stays behind. @param seen what the ring and the log say of it; nothing, of a new one */
export const toSpecialKey = (
  key: SpecialKey,
  seen: { readonly verifiedIn24h: number; readonly safeToRetire: boolean } = { verifiedIn24h: 0, safeToRetire: false },
): WireKey => ({
  id: key.id,
  kind: key.kind,
  state: key.state,
  ending: key.ending,
  imported: key.imported,
  created_at: new Date(key.createdAtMs).toISOString(),
  last_verified_at: iso(key.lastVerifiedAtMs),
  last_verified_origin: key.lastVerifiedOrigin,
  verified_in_24h: seen.verifiedIn24h,
  safe_to_retire: seen.safeToRetire,
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
  ...(entry.wouldBeRefused && { would_be_refused: true as const }),
  count: entry.count,
});
