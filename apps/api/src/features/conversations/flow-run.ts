import { converse, type FlowEffect, type FlowEvent } from '@chatku/flow';
import type { MessageBody } from '@chatku/schemas';
import { type Contact, contactSnapshot, type FieldWrite, judgeAttributes } from '../contacts/index.js';
import type { ErrorNote, ErrorPlace } from '../error-log/index.js';
import type { FlowSession } from '../flows/index.js';
import type { Loaded } from './turn.js';

/** What a run of a flow leads to, before it is made into rows. */
export interface FlowRun {
  readonly session: { readonly row: FlowSession; readonly before: number } | null;
  readonly messages: readonly MessageBody[];
  readonly fields: readonly FieldWrite[];
  readonly addTags: readonly string[];
  readonly removeTags: readonly string[];
  readonly errors: readonly ErrorNote[];
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
  nowMs: number,
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
  const defaultCountry = loaded.countries.get(contact.workspaceId);
  const definitions = loaded.definitions.get(contact.botId) ?? [];
  const env = {
    contact: contactSnapshot(contact, fields, loaded.tags.get(contact.id) ?? [], verified),
    botFields: Object.fromEntries(
      definitions.flatMap(({ name, held }) => (held === null ? [] : [[name, held.value] as const])),
    ),
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
  return { session: { row, before }, ...gather(loaded, contact, effects) };
}

function gather(loaded: Loaded, contact: Contact, effects: readonly FlowEffect[]): Omit<FlowRun, 'session'> {
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
      case 'unhandled':
        break;
    }
  }
  return { messages, fields, addTags, removeTags, errors };
}

/** Where an effect came from, for the error log. */
const placeOf = (effect: { flow_id?: string | undefined; step_id?: string | undefined }): { place?: ErrorPlace } =>
  effect.flow_id === undefined ? {} : { place: { flowId: effect.flow_id, stepId: effect.step_id ?? null } };
