import * as v from 'valibot';
import { FlowGraph } from '../flow.js';
import { shape } from '../shape.js';
import { instant, line, uuid } from '../text.js';

export const FlowSummary = shape({
  id: uuid,
  bot_id: uuid,
  name: line(80),
  published_at: v.nullable(instant),
  version: v.number(),
});
export type FlowSummary = v.InferOutput<typeof FlowSummary>;
export const FlowDetail = shape({ ...FlowSummary.entries, graph: v.nullable(FlowGraph) });
/** Written out: inferring a graph inside a graph's envelope is too deep for the compiler. */
export type FlowDetail = FlowSummary & { graph: FlowGraph | null };
export const CreateFlowBody = shape({ name: line(80, 1) });
export type CreateFlowBody = v.InferOutput<typeof CreateFlowBody>;
export const PublishFlowBody = shape({ graph: FlowGraph });
export type PublishFlowBody = v.InferOutput<typeof PublishFlowBody>;
