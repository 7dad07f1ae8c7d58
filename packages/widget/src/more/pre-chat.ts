import { uuid } from '../engine/world.js';
import { safeHref } from '../panel/markdown/safe-href.js';
import type { Extra, ExtraOptions } from './extra.js';
import { h } from './h.js';

/** As the server judges them: what it would drop is not sent. */
const SHAPES: Record<string, RegExp> = {
  name: /^.{1,200}$/u,
  email: /^[^\s@<>"]{1,64}@[^\s@<>"]{1,190}$/u,
  phone: /^[+]?[0-9 ()./-]{3,40}$/u,
};
const TYPES: Record<string, string> = { email: 'email', phone: 'tel' };
const TEXT_MAX = 500;

/** Asks a guest for a few things before the first message. It stands in the place of messages and field until then. */
export const createPreChat = ({ root, engine, behaviour, words, keep }: ExtraOptions): Extra => {
  const form = behaviour.pre_chat!;
  /** What was answered, until there is a guest whose answers they are. */
  let answers: object | undefined;
  let isAnswered = false;
  let asked: HTMLFormElement | undefined;
  /** For whom all that holds. */
  let { generation } = engine.view;

  const make = (): HTMLFormElement => {
    const w = words();
    const errors = new Map<HTMLInputElement, HTMLElement>();
    const say = (input: HTMLInputElement, error: string) => {
      errors.get(input)!.textContent = error;
      input.setAttribute('aria-invalid', `${!!error}`);
    };
    const inputs = form.fields.map(({ name, label, required }) => {
      const id = `ask-${name}`;
      const input = h('input', {
        id,
        name,
        type: TYPES[name] ?? 'text',
        autocomplete: name === 'phone' ? 'tel' : name === 'name' || name === 'email' ? name : 'off',
        maxLength: TEXT_MAX,
        dir: 'auto',
        'aria-required': required,
        'aria-describedby': `${id}-error`,
      });
      const error = h('small', { id: `${id}-error`, role: 'alert' });
      errors.set(input, error);
      const row = h(
        'div',
        {},
        h('label', { htmlFor: id, dir: 'auto' }, label + (required ? ` (${w.required})` : '')),
        input,
        error,
      );
      return { name, required, input, row };
    });
    const { consent } = form;
    const tick = h('input', { id: 'ask-consent', type: 'checkbox', 'aria-describedby': 'ask-consent-error' });
    errors.set(tick, h('small', { id: 'ask-consent-error', role: 'alert' }));
    const href = consent?.url ? safeHref(consent.url) : null;
    const agreement =
      consent &&
      h(
        'div',
        {},
        h('label', { htmlFor: tick.id, dir: 'auto' }, tick, consent.text),
        href ? ' ' : null,
        href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, w.readMore) : null,
        errors.get(tick),
      );

    const submit = (event: Event) => {
      event.preventDefault();
      let wrong: HTMLInputElement | undefined;
      const values: Record<string, string> = {};
      for (const { name, required, input } of inputs) {
        const value = input.value.trim();
        const error = !value ? (required ? w.fillIn : '') : SHAPES[name]?.test(value) === false ? w.fillInRight : '';
        say(input, error);
        if (error) wrong ??= input;
        if (value) values[name] = value;
      }
      if (consent) {
        say(tick, tick.checked ? '' : w.tick);
        if (!tick.checked) wrong ??= tick;
      }
      if (wrong) return wrong.focus();
      isAnswered = true;
      answers = { client_id: uuid(window), values, ...(consent && { consent: true }) };
      draw();
      root.querySelector('textarea')?.focus();
    };
    return h(
      'form',
      { className: 'ask', part: 'notice', noValidate: true, onsubmit: submit, 'aria-label': w.preChat },
      h('h3', {}, w.preChat),
      ...inputs.map(({ row }) => row),
      agreement,
      h('button', { className: 'primary', type: 'submit' }, w.startChat),
    );
  };

  function draw(): void {
    const { view } = engine;
    const { kind, contactId } = engine.identity();
    // Somebody else may be here: what the one before typed, ticked and sent is not theirs.
    if (generation !== view.generation) {
      generation = view.generation;
      asked?.remove();
      asked = answers = undefined;
      isAnswered = false;
    }
    if (answers && kind === 'guest' && contactId) {
      engine.act('pre-chat', answers);
      answers = undefined;
      keep('asked', contactId);
    }
    const isDone = isAnswered || (!!contactId && keep('asked') === contactId);
    const hasWritten = view.messages.some(({ author }) => author === 'visitor');
    // Touching it is what makes an inline chat begin: it stays while that is on its way.
    const mayAsk = view.loaded || view.connection === 'idle' || asked?.isConnected;
    const sheet = root.querySelector('.sheet');
    const isWanted = !isDone && !hasWritten && !!mayAsk && kind !== 'verified' && !view.settling && !view.refused;
    sheet?.classList.toggle('asks', isWanted);
    if (!isWanted || !sheet) {
      asked?.remove();
      return;
    }
    asked ??= make();
    if (asked.parentNode === sheet) return;
    sheet.append(asked);
    // Where the head holds the focus for want of a field, this is the field; a touch keyboard would cover the form.
    if (root.activeElement?.id === 'title' && !matchMedia('(pointer: coarse)').matches) {
      asked.querySelector('input')?.focus({ preventScroll: true });
    }
  }
  return { draw, destroy: () => asked?.remove() };
};
