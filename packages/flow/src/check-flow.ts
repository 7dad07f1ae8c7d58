import { FLOW_VALUES, type FlowGraph, type FlowStep, type FlowTarget, SYSTEM_VALUES } from '@chatku/schemas';
import { attributeOf } from './contact.js';
import { loopsOf, reach } from './loops.js';
import { moduleOf } from './steps/registry.js';
import { EMPTY_OUTLINE, type StepOutline } from './steps/step-module.js';
import { hasFixedHost, placeholdersOf } from './text/template.js';

/**
 * What can be wrong with a drawn flow. Stable: the console has a sentence for each.
 *
 * - `duplicate_step_id`, `duplicate_reply_id`: an id that must be unique is not (in the flow; within a step).
 * - `unknown_start`, `dangling_edge`, `unknown_flow`, `unknown_target_step`: something leads to what is not there.
 * - `unknown_port`: an edge leaves by a port its step does not have.
 * - `unknown_name`, `unknown_filter`, `malformed_placeholder`: a placeholder or condition that reads nothing.
 * - `unknown_field`: a value is saved to a field the bot does not have.
 * - `no_choices`, `ambiguous_choices`, `impossible_answer`: a question nobody can answer, or not by writing.
 * - `unsafe_url`: an address that is not http(s), or leaves its host to a placeholder.
 * - `unreachable_step`: no way leads there. A button already sent may still press it, so this is a warning.
 * - `loop_without_wait`: steps lead back to themselves with nothing in between that waits for the visitor or a time. A condition
 *   may still break it, so this is a warning; if none does, a guard will.
 */
export const FLOW_PROBLEM_CODES = [
  'duplicate_step_id',
  'duplicate_reply_id',
  'unknown_start',
  'dangling_edge',
  'unknown_flow',
  'unknown_target_step',
  'unknown_port',
  'unknown_name',
  'unknown_filter',
  'malformed_placeholder',
  'unknown_field',
  'no_choices',
  'ambiguous_choices',
  'impossible_answer',
  'unsafe_url',
  'unknown_kind',
  'unreachable_step',
  'loop_without_wait',
] as const;
export type FlowProblemCode = (typeof FLOW_PROBLEM_CODES)[number];

const WARNINGS: ReadonlySet<FlowProblemCode> = new Set(['ambiguous_choices', 'unreachable_step', 'loop_without_wait']);

/** One mistake in a flow. A flow with an `error` is not published. */
export interface FlowProblem {
  code: FlowProblemCode;
  severity: 'error' | 'warning';
  /** The step it is at; null for the flow as a whole. */
  step_id: string | null;
  /** One sentence for the flow's author. */
  detail: string;
}

/** What the flow may refer to. What is left out is not checked. */
export interface KnownNames {
  /** Fields of the bot's contacts. */
  fields?: readonly string[];
  /** Fields of the bot itself. */
  botFields?: readonly string[];
  /** Flows of the bot, with the ids of their published steps. */
  flows?: readonly { id: string; step_ids: readonly string[] }[];
}

/** Every problem of a graph, in the order of its steps; empty where there is none. Never throws, changes nothing. */
export const checkFlow = (graph: FlowGraph, known: KnownNames = {}): FlowProblem[] => {
  const problems: FlowProblem[] = [];
  const report = (code: FlowProblemCode, step_id: string | null, detail: string): void => {
    problems.push({ code, severity: WARNINGS.has(code) ? 'warning' : 'error', step_id, detail });
  };
  const outlines = new Map<string, { step: FlowStep; outline: StepOutline }>();
  for (const step of graph.steps) {
    const module = moduleOf(step);
    if (module === undefined) report('unknown_kind', step.id, 'This kind of step is not known.');
    if (outlines.has(step.id)) report('duplicate_step_id', step.id, `Two steps have the id "${step.id}".`);
    else outlines.set(step.id, { step, outline: module?.outline(step) ?? EMPTY_OUTLINE });
  }
  if (!outlines.has(graph.start))
    report('unknown_start', null, `The flow begins at "${graph.start}", which is not there.`);

  for (const { step, outline } of outlines.values()) {
    checkEdges(step, outline, outlines, known, (code, detail) => report(code, step.id, detail));
    checkNames(outline, known, (code, detail) => report(code, step.id, detail));
    for (const { code, detail } of outline.mistakes) report(code, step.id, detail);
  }

  const ways = new Map([...outlines].map(([id, one]) => [id, waysOut(one.step, one.outline)]));
  const reached = reach(graph.start, ways);
  for (const id of outlines.keys()) {
    if (!reached.has(id)) report('unreachable_step', id, 'No way leads to this step.');
  }
  const passing = new Map([...outlines].map(([id, one]) => [id, waysOnward(one.step, one.outline)]));
  for (const loop of loopsOf(passing)) {
    const names = `${loop.slice(0, 10).join(', ')}${loop.length > 10 ? ', ...' : ''}`;
    report('loop_without_wait', loop[0] ?? null, `Nothing waits for the visitor in the loop of ${names}.`);
  }
  return problems;
};

type Report = (code: FlowProblemCode, detail: string) => void;

const checkEdges = (
  step: FlowStep,
  outline: StepOutline,
  steps: ReadonlyMap<string, unknown>,
  known: KnownNames,
  report: Report,
): void => {
  for (const [port, to] of Object.entries(step.ports ?? {})) {
    if (!outline.ports.includes(port)) report('unknown_port', `There is no port "${port}" on this step.`);
    if (!steps.has(to)) report('dangling_edge', `The port "${port}" leads to "${to}", which is not there.`);
  }
  for (const target of [...outline.jumps, ...outline.targets]) {
    if (!('flow_id' in target)) {
      if (!steps.has(target.step_id)) report('dangling_edge', `It goes to "${target.step_id}", which is not there.`);
      continue;
    }
    const flow = known.flows?.find((one) => one.id === target.flow_id);
    if (known.flows !== undefined && flow === undefined) report('unknown_flow', `There is no flow ${target.flow_id}.`);
    if (flow !== undefined && target.step_id !== undefined && !flow.step_ids.includes(target.step_id)) {
      report('unknown_target_step', `The other flow has no step "${target.step_id}".`);
    }
  }
  const twice = outline.ids.find((id, index) => outline.ids.indexOf(id) < index);
  if (twice !== undefined) report('duplicate_reply_id', `Two buttons or choices of this step have the id "${twice}".`);
};

const checkNames = (outline: StepOutline, known: KnownNames, report: Report): void => {
  for (const name of outline.reads) {
    if (!isKnownName(name, known)) report('unknown_name', `Nothing is called "${name}".`);
  }
  for (const name of outline.writes) {
    if (attributeOf(name) === undefined && known.fields !== undefined && !includesName(known.fields, name)) {
      report('unknown_field', `The bot has no field "${name}".`);
    }
  }
  for (const { place, text, url } of outline.templates) {
    if (url === true && !hasFixedHost(text)) {
      report('unsafe_url', `${place}: an address begins with http:// or https:// and a host without placeholders.`);
    }
    for (const placeholder of placeholdersOf(text)) {
      if (!placeholder.ok) report(placeholder.code, `${place}: ${placeholder.source} cannot be read.`);
      else if (!isKnownName(placeholder.name, known)) {
        report('unknown_name', `${place}: nothing is called "${placeholder.name}".`);
      }
    }
  }
};

const includesName = (names: readonly string[], name: string): boolean =>
  names.some((one) => one.toLowerCase() === name.toLowerCase());

const isKnownName = (name: string, known: KnownNames): boolean => {
  const [scope, key] = name.includes('.') ? name.toLowerCase().split('.') : ['', name.toLowerCase()];
  const [system, flow] = [includesName(SYSTEM_VALUES, key ?? ''), includesName(FLOW_VALUES, key ?? '')];
  const field = known.fields === undefined || includesName(known.fields, key ?? '');
  switch (scope) {
    case '':
      return system || flow || field;
    case 'user':
      return system || field;
    case 'bot':
      return known.botFields === undefined || includesName(known.botFields, key ?? '');
    case 'system':
      return system;
    case 'flow':
      return flow;
    default:
      return false;
  }
};

const stepIds = (targets: readonly FlowTarget[]): string[] =>
  targets.flatMap((target) => ('flow_id' in target ? [] : [target.step_id]));

/** Where a step can lead at all. */
const waysOut = (step: FlowStep, outline: StepOutline): string[] => [
  ...Object.values(step.ports ?? {}),
  ...stepIds([...outline.jumps, ...outline.targets]),
];

/** Where it can lead without the visitor. */
const waysOnward = (step: FlowStep, outline: StepOutline): string[] => [
  ...Object.entries(step.ports ?? {}).flatMap(([port, to]) => (outline.passes.includes(port) ? [to] : [])),
  ...stepIds(outline.jumps),
];
