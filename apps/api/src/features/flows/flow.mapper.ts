import type { FlowSummary } from '@chatku/schemas';
import type { Flow } from './flow.entity.js';

/** Row -> wire. */
export const toFlowSummary = (flow: Flow): FlowSummary => ({
  id: flow.id,
  bot_id: flow.botId,
  name: flow.name,
  version: flow.version,
  published_at: flow.publishedAtMs === null ? null : new Date(flow.publishedAtMs).toISOString(),
});
