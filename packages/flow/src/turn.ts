import {
  type Button,
  type FieldType,
  type FieldValue,
  MESSAGE_TEXT_MAX,
  type MessageBody,
  type QuickReply,
  SYSTEM_VALUES,
  webUrl,
} from '@chatku/schemas';
import * as v from 'valibot';
import { applyEffects, attributeOf, type ContactSnapshot, keyOf } from './contact.js';
import type { FlowEffect, FlowErrorCode } from './effect.js';
import { type Flow, type FlowEnv, type FlowLimits, limitsOf } from './env.js';
import type { FlowState } from './state.js';
import { cut, oneLine, wellFormed } from './text/clean.js';
import { hasFixedHost, renderText, renderUrl, renderValue } from './text/template.js';
import { coerce, FIELD_TEXT_MAX } from './values/coerce.js';

const LABEL_MAX = 80;

/** A message before its texts are filled in. */
export interface Draft {
  text: string;
  buttons?: readonly (
    | { kind: 'reply'; id: string; label: string }
    | { kind: 'url'; id: string; label: string; url: string }
  )[];
  quickReplies?: readonly { id: string; label: string }[];
}

/**
 * One call of `step`: the effects so far, and the contact as those effects leave it. The only thing in the engine that
 * changes while it runs; it is made for one call and never leaves it.
 */
export class Turn {
  readonly effects: FlowEffect[] = [];
  readonly limits: FlowLimits;
  contact: ContactSnapshot;
  /** Messages sent since the visitor's last input, over all runs. */
  messages: number;
  /** Waits begun since then. */
  waits: number;
  vars: Record<string, FieldValue>;
  /** What the session waited for when this call began. */
  readonly waiting: FlowState['waiting'];
  /** A message was refused because the guard of messages tripped. */
  silenced = false;

  constructor(
    readonly flow: Flow,
    state: FlowState,
    readonly env: FlowEnv,
  ) {
    this.limits = limitsOf(env);
    this.contact = env.contact;
    this.messages = state.run.messages;
    this.waits = state.run.waits ?? 0;
    this.vars = { ...state.vars };
    this.waiting = state.waiting;
  }

  /** The value a name means: `user.x`, `bot.x`, `system.x`, `flow.x`; a bare name in the order flow, system, user. */
  readonly lookup = (name: string): FieldValue | undefined => {
    const dot = name.indexOf('.');
    const key = name.slice(dot + 1);
    switch (dot < 0 ? '' : name.slice(0, dot).toLowerCase()) {
      case '':
        return firstSet(this.own(this.vars, key), this.system(key), this.field(this.contact.fields, key));
      case 'user':
        return firstSet(this.field(this.contact.fields, key), this.system(key));
      case 'bot':
        return this.field(this.env.botFields ?? {}, key);
      case 'system':
        return this.system(key);
      case 'flow':
        return this.own(this.vars, key);
      default:
        return undefined;
    }
  };

  /** How the value a condition names is compared: by the type of the field it comes from. */
  typeOf(reference: string): FieldType | undefined {
    const [scope, name = ''] = reference.split('.', 2);
    switch (scope) {
      case 'user':
        return this.typeOfField(name);
      case 'bot':
        return typeIn(this.env.botFieldTypes, this.nowCalled(name));
      case 'system':
        return attributeOf(name) === undefined ? undefined : 'text';
      default:
        return undefined;
    }
  }

  /** A text with its placeholders filled in. */
  render(template: string): string {
    return renderText(template, this.lookup);
  }

  /** A button's label as the visitor sees it; its id where nothing is left of it. */
  label(one: { id: string; label: string }): string {
    return oneLine(this.render(one.label), LABEL_MAX) || one.id;
  }

  /** Sends a message, unless its text is empty or the visitor has had too many without a word of their own. */
  say(stepId: string, draft: Draft): void {
    const buttons = (draft.buttons ?? []).flatMap((button): Button[] => {
      const { kind, id } = button;
      const label = this.label(button);
      if (kind === 'reply') return [{ kind, id, label }];
      const url = renderUrl(button.url, this.lookup);
      if (hasFixedHost(button.url) && v.is(webUrl, url)) return [{ kind, id, label, url }];
      this.error('unsafe_url', `The button "${id}" has no http or https address with a host of its own.`, stepId);
      return [];
    });
    const quickReplies = (draft.quickReplies ?? []).map((one): QuickReply => ({ id: one.id, label: this.label(one) }));
    let text = cut(this.render(draft.text), MESSAGE_TEXT_MAX);
    if (text.trim() === '') {
      this.error('empty_message', 'The text is empty once its placeholders are filled in.', stepId);
      if (buttons.length === 0 && quickReplies.length === 0) return;
      // Something can be pressed: an ellipsis carries it, since a message needs a text.
      text = '…';
    }
    if (this.messages >= this.limits.messagesWithoutInput) {
      this.silenced = true;
      return;
    }
    this.messages += 1;
    const message: MessageBody = { text, step_id: stepId };
    if (buttons.length > 0) message.buttons = buttons;
    if (quickReplies.length > 0) message.quick_replies = quickReplies;
    this.emit({ type: 'send', message });
  }

  /** Sets a field, in the form its type keeps; where it does not fit the old value stays and the error log says so. */
  setField(stepId: string, name: string, value: FieldValue): void {
    const kept = coerce(typeof value === 'string' ? wellFormed(value) : value, this.typeOfField(name));
    if (kept === undefined) {
      this.error('field_type_mismatch', `The value does not fit the field "${name}".`, stepId);
    } else if (kept === null) this.clearField(stepId, name);
    else this.emit({ type: 'set_field', name: this.nowCalled(name), value: kept, step_id: stepId });
  }

  /** Empties a field. */
  clearField(stepId: string, name: string): void {
    this.emit({ type: 'clear_field', name: this.nowCalled(name), step_id: stepId });
  }

  /** A value as its author wrote it: placeholders filled in, and of its own type where it is one placeholder only. */
  value(written: string | number | boolean): FieldValue {
    return typeof written === 'string' ? renderValue(written, this.lookup) : written;
  }

  /** Keeps a value for the session, as `{{flow.x}}`. */
  keep(name: 'last_input' | 'last_answer', value: FieldValue): void {
    const kept = coerce(typeof value === 'string' ? cut(wellFormed(value), FIELD_TEXT_MAX) : value, undefined);
    this.vars = { ...this.vars, [name]: kept ?? null };
  }

  emit(effect: FlowEffect): void {
    this.effects.push(effect);
    this.contact = applyEffects(this.contact, [effect]);
  }

  error(code: FlowErrorCode, detail: string, stepId: string): void {
    this.emit({ type: 'error', code, detail, step_id: stepId });
  }

  /** The name a field has now: the one given, unless the field was renamed since the flow was published. */
  private nowCalled(name: string): string {
    const aliases = this.env.fieldAliases ?? {};
    const former = keyOf(aliases, name);
    return (former === undefined ? undefined : aliases[former]) ?? name;
  }

  private field(fields: Readonly<Record<string, FieldValue>>, name: string): FieldValue | undefined {
    return this.own(fields, this.nowCalled(name));
  }

  /** The declared type of a field of the contact. */
  private typeOfField(name: string): FieldType | undefined {
    return attributeOf(name) === undefined ? typeIn(this.env.fieldTypes, this.nowCalled(name)) : 'text';
  }

  private system(name: string): FieldValue | undefined {
    const known = SYSTEM_VALUES.find((value) => value === name.toLowerCase());
    return known === undefined ? undefined : this.own(this.contact.system, known);
  }

  private own(record: Readonly<Record<string, FieldValue>>, name: string): FieldValue | undefined {
    const key = keyOf(record, name);
    return key === undefined ? undefined : record[key];
  }
}

const typeIn = (types: Readonly<Record<string, FieldType>> = {}, name: string): FieldType | undefined => {
  const key = keyOf(types, name);
  return key === undefined ? undefined : types[key];
};

const firstSet = (...values: (FieldValue | undefined)[]): FieldValue | undefined =>
  values.find((value) => value !== undefined && value !== null && value !== '') ??
  values.find((value) => value !== undefined);
