import type { ErrorLogEntry as Wire } from '@chatku/schemas';
import type { FlowNames } from '../flows/index.js';
import type { ErrorLogEntry } from './error-log-entry.entity.js';

/** Row -> wire. @param flows what the flows it names are called now */
export const toErrorLogEntry = (entry: ErrorLogEntry, flows: ReadonlyMap<string, FlowNames>): Wire => ({
  id: entry.id,
  code: entry.code,
  detail: entry.detail,
  place: placeOf(entry, flows),
  count: entry.count,
  first_at: new Date(entry.firstAtMs).toISOString(),
  last_at: new Date(entry.lastAtMs).toISOString(),
});

function placeOf({ flowId, stepId }: ErrorLogEntry, flows: ReadonlyMap<string, FlowNames>): Wire['place'] {
  if (flowId === null) return null;
  const flow = flows.get(flowId);
  return {
    flow_id: flowId,
    flow_name: flow?.name ?? null,
    step_id: stepId,
    step_title: stepId === null ? null : (flow?.titles.get(stepId) ?? null),
  };
}
