import type {
  ExportedIdentityLog,
  IdentityLogEntry,
  KeyKind,
  RevealedKey,
  SpecialKey,
  TestHashBody,
  TestHashResult,
} from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { IdentityLogEntry, KeyKind, SpecialKey, TestHashBody, TestHashResult };

/** The whole ring: a bot has at most fifty keys, and a page holds them. */
export const fetchSpecialKeys = async (botId: string, signal?: AbortSignal) =>
  (await request<Page<SpecialKey>>('list_keys', { params: { bot_id: botId }, query: { limit: 100 }, signal })).items;
export const addSpecialKey = (botId: string, kind: KeyKind = 'hash') =>
  request<unknown>('add_key', { params: { bot_id: botId }, body: { kind } });
export const importSpecialKey = (botId: string, key: string, kind: KeyKind = 'hash') =>
  request<unknown>('import_key', { params: { bot_id: botId }, body: { key, kind } });
/** The key's text. Asks for the password when it was not given within five minutes (`password_required`). */
export const revealSpecialKey = (botId: string, keyId: string) =>
  request<RevealedKey>('reveal_key', { params: { bot_id: botId, key_id: keyId } });

/** What can be done with a key in the ring. */
export type KeyAct = 'primary' | 'retire' | 'restore' | 'compromise';
const ROUTE_OF = {
  primary: 'make_key_primary',
  retire: 'retire_key',
  restore: 'restore_key',
  compromise: 'compromise_key',
} as const;
export const actOnSpecialKey = (botId: string, keyId: string, act: KeyAct) =>
  request<unknown>(ROUTE_OF[act], { params: { bot_id: botId, key_id: keyId } });

/** Does this hash or token verify, by which key, and if not, why. Never answers with an expected hash. */
export const testHash = (botId: string, body: TestHashBody) =>
  request<TestHashResult>('test_hash', { params: { bot_id: botId }, body });

/** What narrows the log; several together narrow further. Times are ISO 8601 in UTC. */
export type IdentityLogFilter = {
  verdict?: IdentityLogEntry['verdict'] | undefined;
  diagnosis?: NonNullable<IdentityLogEntry['diagnosis']> | undefined;
  origin?: string | undefined;
  idDigest?: string | undefined;
  requestId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};
const toWire = ({ verdict, diagnosis, origin, idDigest, requestId, from, to }: IdentityLogFilter) => ({
  verdict,
  diagnosis,
  origin,
  id_digest: idDigest,
  request_id: requestId,
  from,
  to,
});
export const fetchIdentityLog = (
  botId: string,
  filter: IdentityLogFilter = {},
  page: { before?: string | null; limit?: number } = {},
  signal?: AbortSignal,
) =>
  request<Page<IdentityLogEntry>>('identity_log', {
    params: { bot_id: botId },
    query: { ...toWire(filter), before: page.before, limit: page.limit },
    signal,
  });
/** The log as CSV, with the same filters. Every export is audited. */
export const exportIdentityLog = (botId: string, filter: IdentityLogFilter = {}) =>
  request<ExportedIdentityLog>('export_identity_log', { params: { bot_id: botId }, body: toWire(filter) });
