import type { FlowTarget, SendMessageStep } from '@chatku/schemas';
import { matchChoice } from '../../answers/choice.js';
import { EMPTY_OUTLINE, type Outcome, type StepModule } from '../step-module.js';

/** What can be pressed under a step, and where it leads. */
type Pressable = { id: string; label: string } & ({ port: string } | { target: FlowTarget });

const pressables = (step: SendMessageStep): Pressable[] => [
  ...step.blocks.flatMap((block) => (block.buttons ?? []).filter((button) => button.kind !== 'url')),
  ...(step.quick_replies ?? []),
];

const goesOn = (step: SendMessageStep): boolean => step.ports?.['next'] !== undefined || pressables(step).length === 0;

const follow = (pressed: Pressable): Outcome =>
  'port' in pressed ? { type: 'next', port: pressed.port } : { type: 'jump', target: pressed.target };

/** Send message: one message a block, buttons under each, quick replies under the last. */
export const sendMessage: StepModule<SendMessageStep> = {
  outline: (step) => {
    const pressable = pressables(step);
    const buttons = step.blocks.flatMap((block) => block.buttons ?? []);
    return {
      ...EMPTY_OUTLINE,
      ports: ['next', 'no_match', ...pressable.flatMap((one) => ('port' in one ? [one.port] : []))],
      passes: goesOn(step) ? ['next'] : [],
      targets: pressable.flatMap((one) => ('target' in one ? [one.target] : [])),
      replies: pressable.map((one) => one.id),
      ids: [...buttons, ...(step.quick_replies ?? [])].map((one) => one.id),
      templates: [
        ...step.blocks.map((block, index) => ({ place: `blocks.${index}.text`, text: block.text })),
        ...buttons.map((button) => ({ place: `button ${button.id}`, text: button.label })),
        ...(step.quick_replies ?? []).map((one) => ({ place: `quick reply ${one.id}`, text: one.label })),
        ...buttons.flatMap((one) =>
          one.kind === 'url' ? [{ place: `button ${one.id} url`, text: one.url, url: true }] : [],
        ),
      ],
    };
  },

  enter: (step, turn) => {
    step.blocks.forEach((block, index) => {
      turn.say(step.id, {
        text: block.text,
        // On the wire a button that goes to a step is a reply like any other; where it leads stays here.
        buttons: (block.buttons ?? []).map((button) =>
          button.kind === 'url' ? button : { kind: 'reply', id: button.id, label: button.label },
        ),
        quickReplies: index === step.blocks.length - 1 ? (step.quick_replies ?? []) : [],
      });
    });
    if (goesOn(step)) return { type: 'next', port: 'next' };
    return { type: 'wait', waiting: { kind: 'buttons', step_id: step.id } };
  },

  answer: (step, turn, text) => {
    // Buttons do not own what a visitor writes, as a question does: only a label (or its number) counts as a press.
    const labelled = pressables(step).map((pressed) => ({ id: pressed.id, label: turn.label(pressed), pressed }));
    const found = matchChoice(labelled, text, 'exact');
    if (found !== undefined) return follow(found.pressed);
    return step.ports?.['no_match'] === undefined ? { type: 'unhandled' } : { type: 'next', port: 'no_match' };
  },

  reply: (step, _turn, buttonId) => {
    const pressed = pressables(step).find((one) => one.id === buttonId);
    return pressed === undefined ? { type: 'unhandled' } : follow(pressed);
  },
};
