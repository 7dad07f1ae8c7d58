import { converse, type FlowEffect, type FlowEvent, type FlowState } from '@chatku/flow';
import type { MessageBody } from '@chatku/schemas';
import { type Contact, contactSnapshot, type FieldWrite, fieldEnv, judgeAttributes } from '../contacts/index.js';
import type { ErrorNote, ErrorPlace } from '../error-log/index.js';
import type { FlowSession } from '../flows/index.js';
import type { FlowWait, Loaded } from './turn.js';
import { endOfWait } from './wait-time.js';

/** What a run of a flow leads to, before it is made into rows. */
export interface FlowRun {
  readonly session: { readonly row: FlowSession; readonly before: number } | null;
  readonly messages: readonly MessageBody[];
  readonly fields: readonly FieldWrite[];
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly errors: readonly ErrorNote[];
  /** The wait that begins, and the one that is over. */
  readonly wait: FlowWait | null;
  readonly endedWait: string | null;
}

/** What happens to the flow: it starts at a flow's beginning, or the visitor says something to the one that runs. */
export type FlowCause =
  | { readonly kind: 'start'; readonly flowId: string; readonly startedBy?: string }
  | { readonly kind: 'input'; readonly event: Exclude<FlowEvent, { type: 'start' }> };

/**
 * Runs the engine for one contact, purely: from what was loaded to what is to be written. Null where there is nothing to
 * run: no such published flow, or nothing that listens.
 */
export function runFlow(
  loaded: Loaded,
  contact: Contact,
  conversationId: string,
  verified: boolean,
  cause: FlowCause,
  { nowMs, waitId }: { readonly nowMs: number; readonly waitId: string },
): FlowRun | null {
  const { shelf } = loaded;
  const session = shelf.sessions.get(contact.id);
  const pinned = session === undefined ? undefined : shelf.version(session.state.version_id);
  const flow =
    cause.kind === 'start'
      ? shelf.published(cause.flowId)
      : cause.event.type === 'reply'
        ? (shelf.ofReply(contact.botId, pinned, cause.event) ?? pinned)
        : pinned;
  if (flow === undefined) return null;

  const fields = loaded.fields.get(contact.id) ?? [];
  const place = loaded.places.get(contact.workspaceId);
  const defaultCountry = place?.country ?? undefined;
  const definitions = loaded.definitions.get(contact.botId) ?? [];
  const env = {
    contact: contactSnapshot(contact, fields, loaded.tags.get(contact.id) ?? [], verified),
    ...fieldEnv(definitions),
    waitId,
    ...(defaultCountry !== undefined && { defaultCountry }),
  };
  const event: FlowEvent = cause.kind === 'start' ? { type: 'start' } : cause.event;
  const { state, effects } = converse((id) => shelf.published(id), flow, session?.state ?? null, event, env);

  const before = session?.version ?? 0;
  const row: FlowSession = {
    contactId: contact.id,
    conversationId,
    state,
    startedBy: (cause.kind === 'start' ? cause.startedBy : session?.startedBy) ?? null,
    version: before + 1,
    updatedAtMs: nowMs,
  };
  const begun = effects.find((effect) => effect.type === 'wait');
  return {
    session: { row, before },
    ...gather(loaded, contact, effects),
    wait:
      begun === undefined
        ? null
        : { id: begun.wait_id, endsAtMs: endOfWait(begun.time, nowMs, place?.timezone ?? 'UTC') },
    endedWait: endedBy(session?.state, state),
  };
}

/** The wait for a time that a session is in; null: none. */
export const timerOf = (state: FlowState | undefined): string | null =>
  state?.waiting?.kind === 'timer' ? state.waiting.wait_id : null;

/** The wait that is over when a session goes from one state to another. */
const endedBy = (before: FlowState | undefined, after: FlowState): string | null => {
  const wait = timerOf(before);
  return wait === timerOf(after) ? null : wait;
};

/** Where a flow's wait stands that a session is in. Null: it waits for no time. */
export function waitOf(loaded: Loaded, contact: Contact): { id: string; leavesIfWritten: boolean } | null {
  const state = loaded.shelf.sessions.get(contact.id)?.state;
  const id = timerOf(state);
  if (state === undefined || id === null) return null;
  const step = loaded.shelf.version(state.version_id)?.graph.steps.find((one) => one.id === state.waiting?.step_id);
  return { id, leavesIfWritten: step?.kind === 'wait' && step.if_written === 'leave' };
}

/** Ends what a contact's flow was doing, without another word of it. */
export function endQuietly(loaded: Loaded, contact: Contact, nowMs: number): FlowRun | null {
  const session = loaded.shelf.sessions.get(contact.id);
  if (session === undefined) return null;
  const state: FlowState = { ...session.state, status: 'ended', waiting: null };
  const row: FlowSession = { ...session, state, version: session.version + 1, updatedAtMs: nowMs };
  const nothing = { messages: [], fields: [], addTags: [], removeTags: [], errors: [], wait: null };
  return { session: { row, before: session.version }, ...nothing, endedWait: endedBy(session.state, state) };
}

function gather(
  loaded: Loaded,
  contact: Contact,
  effects: readonly FlowEffect[],
): Omit<FlowRun, 'session' | 'wait' | 'endedWait'> {
  const messages: MessageBody[] = [];
  const fields: FieldWrite[] = [];
  const addTags: string[] = [];
  const removeTags: string[] = [];
  const errors: ErrorNote[] = [];
  const definitions = loaded.definitions.get(contact.botId) ?? [];
  for (const effect of effects) {
    switch (effect.type) {
      case 'send':
        messages.push(effect.message);
        break;
      case 'set_field':
      case 'clear_field': {
        const value = effect.type === 'set_field' ? effect.value : null;
        const held = loaded.fields.get(contact.id) ?? [];
        const judged = judgeAttributes(definitions, held, { [effect.name]: value }, 'visitor');
        fields.push(...judged.writes);
        for (const { name, why } of judged.dropped) {
          const detail = `A flow could not write the field "${name}": ${why}.`;
          errors.push({ code: `field_${why}`, detail, ...placeOf(effect) });
        }
        break;
      }
      case 'add_tag':
        addTags.push(effect.tag);
        break;
      case 'remove_tag':
        removeTags.push(effect.tag);
        break;
      case 'error':
        errors.push({ code: effect.code, detail: effect.detail, ...placeOf(effect) });
        break;
      case 'start_flow':
      case 'wait':
      case 'unhandled':
        break;
    }
  }
  return { messages, fields, addTags, removeTags, errors };
}

/** Where an effect came from, for the error log. */
const placeOf = (effect: { flow_id?: string | undefined; step_id?: string | undefined }): { place?: ErrorPlace } =>
  effect.flow_id === undefined ? {} : { place: { flowId: effect.flow_id, stepId: effect.step_id ?? null } };
