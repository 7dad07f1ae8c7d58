import type { FlowStep, FlowTarget } from '@chatku/schemas';
import type { FlowErrorCode, StepRef } from './effect.js';
import type { Flow } from './env.js';
import type { FlowState } from './state.js';
import { moduleOf } from './steps/registry.js';
import type { Outcome } from './steps/step-module.js';
import type { Turn } from './turn.js';

/** The first step of that id. A published graph has no second one; `checkFlow` sees to it. */
export const findStep = (flow: Flow, stepId: string): FlowStep | undefined =>
  flow.graph.steps.find((step) => step.id === stepId);

/**
 * Goes from step to step until the flow waits, ends, fails or hands over to another flow; returns where the session
 * stands then. Ends within the guards of the turn: every pass of the loop adds a step to the trail.
 */
export const walk = (turn: Turn, state: FlowState, from: FlowStep | undefined, first: Outcome): FlowState => {
  const { flow, limits } = turn;
  const trail: StepRef[] = [...state.run.trail];
  let at = from;
  let outcome = first;

  const rest = (change: Partial<FlowState>): FlowState => ({
    flow_id: flow.id,
    version_id: flow.version_id,
    status: 'ended',
    step_id: at?.id ?? state.step_id,
    waiting: null,
    transfer: null,
    vars: turn.vars,
    ...change,
    run: {
      trail: change.transfer ? trail : [],
      messages: turn.messages,
      ...(turn.waits > 0 && { waits: turn.waits }),
    },
  });

  const fail = (code: FlowErrorCode, detail: string, cycle?: StepRef[]): FlowState => {
    const effect = { type: 'error', code, detail, ...(at === undefined ? {} : { step_id: at.id }) } as const;
    turn.emit(cycle === undefined ? effect : { ...effect, cycle });
    return rest({ status: 'failed' });
  };

  for (;;) {
    if (turn.silenced) {
      const sent = limits.messagesWithoutInput;
      return fail('too_many_messages', `More than ${sent} messages without a word of the visitor.`, cycleOf(trail));
    }
    let next: FlowTarget | undefined;
    switch (outcome.type) {
      case 'wait':
        return rest({ status: 'waiting', waiting: outcome.waiting });
      case 'end':
      case 'unhandled':
        return rest({});
      case 'error':
        return fail(outcome.code, outcome.detail);
      case 'jump':
        next = outcome.target;
        break;
      case 'next': {
        const to: string | undefined = at?.ports?.[outcome.port];
        if (to === undefined) return rest({});
        next = { step_id: to };
      }
    }

    if ('flow_id' in next) {
      const transfer = next.step_id === undefined ? { flow_id: next.flow_id } : next;
      turn.emit({ type: 'start_flow', ...transfer });
      return rest({ transfer });
    }

    const step = findStep(flow, next.step_id);
    if (step === undefined) return fail('unknown_step', `There is no step "${next.step_id}" in this flow.`);
    const module = moduleOf(step);
    if (module === undefined)
      return fail('unknown_kind', `The step "${step.id}" is of a kind this engine does not know.`);

    at = step;
    trail.push({ flow_id: flow.id, step_id: step.id });
    if (trail.length > limits.stepsPerRun) {
      return fail('too_many_steps', `More than ${limits.stepsPerRun} steps in one run.`, cycleOf(trail));
    }
    if (trail.filter(sameStep(trail.at(-1))).length > limits.visitsPerStep) {
      return fail(
        'too_many_visits',
        `More than ${limits.visitsPerStep} visits of one step in one run.`,
        cycleOf(trail),
      );
    }
    outcome = module.enter(step, turn);
  }
};

const sameStep =
  (one: StepRef | undefined) =>
  (other: StepRef): boolean =>
    one !== undefined && one.flow_id === other.flow_id && one.step_id === other.step_id;

/** The steps between the last one and its previous visit: what goes round. Empty where it was never visited before. */
const cycleOf = (trail: readonly StepRef[]): StepRef[] => {
  const before = trail.slice(0, -1).findLastIndex(sameStep(trail.at(-1)));
  return before < 0 ? [] : trail.slice(before, -1);
};
