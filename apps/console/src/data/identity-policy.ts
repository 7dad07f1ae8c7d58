import type {
  CheckEndpointBody,
  CheckEndpointResult,
  IdentityPolicyState,
  KeySearchResult,
  PutIdentityPolicyBody,
} from '@chatku/schemas';
import { request } from './request.js';

export type { CheckEndpointBody, CheckEndpointResult, IdentityPolicyState, KeySearchResult, PutIdentityPolicyBody };

/** Which proofs the bot takes, and what its rehearsal saw within 24 hours. */
export const fetchIdentityPolicy = (botId: string, signal?: AbortSignal) =>
  request<IdentityPolicyState>('get_identity_policy', { params: { bot_id: botId }, signal });
/** Asks for the password (`password_required`) where the change lets in what was refused. */
export const putIdentityPolicy = (botId: string, body: PutIdentityPolicyBody) =>
  request<IdentityPolicyState>('put_identity_policy', { params: { bot_id: botId }, body });

/** Looks for every key of the ring on the bot's own website. Takes up to half a minute. */
export const searchForKeys = (botId: string, paths: readonly string[]) =>
  request<KeySearchResult>('search_keys', { params: { bot_id: botId }, body: { paths: [...paths] } });
/** Asks the website's signing endpoint without a session. */
export const checkEndpoint = (botId: string, body: CheckEndpointBody) =>
  request<CheckEndpointResult>('check_endpoint', { params: { bot_id: botId }, body });
