import type { FlowDetail, FlowStep } from '@chatku/schemas';
import { request } from './request.js';

export type { FlowDetail, FlowStep };

/** A flow with its published version; `graph` is null while there is none. */
export const fetchFlow = (botId: string, flowId: string, signal?: AbortSignal) =>
  request<FlowDetail>('get_flow', { params: { bot_id: botId, flow_id: flowId }, signal });
