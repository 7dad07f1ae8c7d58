import type { Choice, FieldValue, QuestionStep } from '@chatku/schemas';
import { matchChoice } from '../../answers/choice.js';
import { readAnswer } from '../../answers/read-answer.js';
import { normalise } from '../../text/normalise.js';
import type { Turn } from '../../turn.js';
import { EMPTY_OUTLINE, type Outcome, type StepModule, type StepOutline } from '../step-module.js';

const MAX_ATTEMPTS = 3;

const ask = (step: QuestionStep, turn: Turn, text: string, attempts: number): Outcome => {
  turn.say(step.id, { text, quickReplies: step.choices ?? [] });
  return { type: 'wait', waiting: { kind: 'question', step_id: step.id, attempts } };
};

const take = (step: QuestionStep, turn: Turn, value: FieldValue, port: string): Outcome => {
  turn.keep('last_answer', value);
  if (step.save_to !== undefined) turn.setField(step.id, step.save_to, value);
  return { type: 'next', port };
};

const takeChoice = (step: QuestionStep, turn: Turn, choice: Choice): Outcome =>
  take(step, turn, turn.value(choice.value ?? choice.label), choice.port ?? 'answered');

/** Question: asks, waits, checks, and saves only what is valid, in canonical form. */
export const question: StepModule<QuestionStep> = {
  outline: (step) => ({
    ...EMPTY_OUTLINE,
    ports: ['answered', 'no_match', ...(step.choices ?? []).flatMap((choice) => choice.port ?? [])],
    replies: (step.choices ?? []).map((choice) => choice.id),
    ids: (step.choices ?? []).map((choice) => choice.id),
    templates: [
      { place: 'text', text: step.text },
      ...(step.retry_text === undefined ? [] : [{ place: 'retry_text', text: step.retry_text }]),
      ...(step.choices ?? []).flatMap(({ id, label, value }) => [
        { place: `choice ${id}`, text: label },
        ...(typeof value === 'string' ? [{ place: `choice ${id} value`, text: value }] : []),
      ]),
    ],
    writes: step.save_to === undefined ? [] : [step.save_to],
    mistakes: mistakesOf(step),
  }),

  enter: (step, turn) => ask(step, turn, step.text, 0),

  answer: (step, turn, text) => {
    const named = (step.choices ?? []).map((choice) => ({
      id: choice.id,
      label: turn.label(choice),
      value: choice.value,
      choice,
    }));
    const found = matchChoice(named, text, step.answer.type === 'choice' ? 'loose' : 'verbatim');
    if (found !== undefined) return takeChoice(step, turn, found.choice);

    const value = readAnswer(step.answer, text, turn.env.defaultCountry);
    if (value !== undefined) return take(step, turn, value, 'answered');

    const attempts = (turn.waiting?.kind === 'question' ? turn.waiting.attempts : 0) + 1;
    if (attempts >= (step.max_attempts ?? MAX_ATTEMPTS)) return { type: 'next', port: 'no_match' };
    return ask(step, turn, step.retry_text ?? step.text, attempts);
  },

  reply: (step, turn, buttonId) => {
    const choice = step.choices?.find((one) => one.id === buttonId);
    return choice === undefined ? { type: 'unhandled' } : takeChoice(step, turn, choice);
  },
};

const mistakesOf = (step: QuestionStep): StepOutline['mistakes'] => {
  const mistakes: StepOutline['mistakes'] = [];
  const { answer, choices = [] } = step;
  if (answer.type === 'choice' && choices.length === 0) {
    mistakes.push({ code: 'no_choices', detail: 'A question of type choice has nothing to choose from.' });
  }
  const labels = choices.map((choice) => normalise(choice.label));
  const twice = choices.find((_, index) => labels.indexOf(labels[index] ?? '') < index);
  if (twice !== undefined) {
    mistakes.push({
      code: 'ambiguous_choices',
      detail: `Two choices read "${twice.label}": writing it picks neither.`,
    });
  }
  const [low, high] =
    answer.type === 'number'
      ? [answer.min, answer.max]
      : answer.type === 'text'
        ? [answer.min_length, answer.max_length]
        : [];
  if (low !== undefined && high !== undefined && low > high) {
    mistakes.push({ code: 'impossible_answer', detail: `No answer is at least ${low} and at most ${high}.` });
  }
  return mistakes;
};
