import type { AuditLogEntry, ErrorLogCode, ErrorLogCodes, ErrorLogEntry, ErrorLogPlace } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { AuditLogEntry, ErrorLogCode, ErrorLogEntry, ErrorLogPlace };

/** What went wrong in a bot, by code. */
export const fetchErrorCodes = async (botId: string, signal?: AbortSignal) =>
  (await request<ErrorLogCodes>('error_log_codes', { params: { bot_id: botId }, signal })).codes;
/** The places of one code, what happened last first. */
export const fetchErrors = (botId: string, code: string, before?: string | null, signal?: AbortSignal) =>
  request<Page<ErrorLogEntry>>('error_log', { params: { bot_id: botId }, query: { code, before, limit: 20 }, signal });

export type AuditFilter = {
  userId?: string | undefined;
  /** A whole action, or the thing before its dot. */
  action?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};
export const fetchAudit = (filter: AuditFilter, before?: string | null, signal?: AbortSignal) =>
  request<Page<AuditLogEntry>>('audit_log', {
    query: { user_id: filter.userId, action: filter.action, from: filter.from, to: filter.to, before, limit: 50 },
    signal,
  });
