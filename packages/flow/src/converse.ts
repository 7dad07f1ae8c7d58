import { applyEffects } from './contact.js';
import type { FlowEffect } from './effect.js';
import type { Flow, FlowEnv } from './env.js';
import type { FlowEvent } from './event.js';
import type { FlowState } from './state.js';
import { type StepResult, step } from './step.js';

/** Finds the published version of a flow that a session would start in now. */
export type FindFlow = (flowId: string) => Flow | undefined;

/**
 * As `step`, and goes on in the next flow where one hands over to another, so that its caller sees one event in and
 * one state out. `start_flow` effects are followed, not returned; errors and written fields name their flow. Ends within the same guards: they count over flows.
 */
export const converse = (
  findFlow: FindFlow,
  flow: Flow,
  state: FlowState | null,
  event: FlowEvent,
  env: FlowEnv,
): StepResult => {
  const effects: FlowEffect[] = [];
  let current = flow;
  let result = step(flow, state, event, env);
  // A state that handed over earlier and was merely returned hands over no second time.
  while (result.state !== state && result.state.transfer !== null) {
    effects.push(...result.effects.filter((effect) => effect.type !== 'start_flow').map(placedIn(current)));
    const { flow_id, step_id } = result.state.transfer;
    const next = findFlow(flow_id);
    if (next === undefined || next.id !== flow_id) {
      const { run, step_id: handedOverAt } = result.state;
      const detail = `There is no published flow ${flow_id}.`;
      const place = { flow_id: current.id, ...(handedOverAt !== null && { step_id: handedOverAt }) };
      effects.push({ type: 'error', code: 'unknown_flow', detail, ...place });
      return { state: { ...result.state, status: 'failed', transfer: null, run: { ...run, trail: [] } }, effects };
    }
    const contact = applyEffects(env.contact, effects);
    current = next;
    result = step(next, result.state, step_id === undefined ? { type: 'start' } : { type: 'start', step_id }, {
      ...env,
      contact,
    });
  }
  return { state: result.state, effects: [...effects, ...result.effects.map(placedIn(current))] };
};

/** An effect with the flow it came from, where that is worth telling: step ids repeat between flows. */
const placedIn =
  ({ id }: Flow) =>
  (effect: FlowEffect): FlowEffect =>
    effect.type === 'error' || effect.type === 'set_field' || effect.type === 'clear_field'
      ? { ...effect, flow_id: id }
      : effect;
