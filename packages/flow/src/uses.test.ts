import type { FlowGraph } from '@chatku/schemas';
import { expect, test } from 'vitest';
import { checkFlow, EMPTY_CONTACT, step, stepsUsingField } from './index.js';

const graph: FlowGraph = {
  start: 'say',
  steps: [
    { id: 'say', kind: 'send_message', blocks: [{ kind: 'text', text: 'Open {{bot.Hours}}, {{user.plan | upper}}' }] },
    { id: 'bare', kind: 'send_message', blocks: [{ kind: 'text', text: '{{Plan}} and {{system.plan}}' }] },
    { id: 'ask', kind: 'question', text: 'Plan?', answer: { type: 'text' }, save_to: 'PLAN' },
    {
      id: 'if',
      kind: 'condition',
      branches: [{ port: 'yes', when: { kind: 'compare', value: 'bot.hours', op: 'equals', to: '{{user.plan}}' } }],
    },
    { id: 'set', kind: 'action', actions: [{ kind: 'clear_field', field: 'plan' }] },
    { id: 'other', kind: 'action', actions: [{ kind: 'set_field', field: 'planned', value: '{{user.planned}}' }] },
  ],
};

test('every step that reads or writes a field is found, without regard to case', () => {
  expect(stepsUsingField(graph, { name: 'plan', scope: 'user' })).toEqual(['say', 'bare', 'ask', 'if', 'set']);
  expect(stepsUsingField(graph, { name: 'HOURS', scope: 'bot' })).toEqual(['say', 'if']);
  expect(stepsUsingField(graph, { name: 'hours', scope: 'user' })).toEqual([]);
  expect(stepsUsingField(graph, { name: 'plan', scope: 'bot' })).toEqual([]);
});

test('a field of the bot is read in texts and conditions, and a contact cannot stand in for it', () => {
  const flow = { id: 'f', version_id: 'v', graph };
  const contact = { ...EMPTY_CONTACT, fields: { plan: 'gold', hours: 'never' } };
  const said = (botFields?: Record<string, string>) =>
    step(flow, null, { type: 'start' }, { contact, ...(botFields && { botFields }) }).effects[0];
  expect(said({ hours: '9 to 5' })).toMatchObject({ message: { text: 'Open 9 to 5, GOLD' } });
  expect(said()).toMatchObject({ message: { text: 'Open , GOLD' } });
});

test('a field the bot does not have is found at publishing, where its fields are known', () => {
  const codes = (botFields?: string[]) =>
    checkFlow(graph, botFields && { botFields }).filter(({ code }) => code === 'unknown_name' && true);
  expect(codes(['hours']).map(({ step_id }) => step_id)).toEqual(['bare']);
  expect(codes([]).map(({ step_id }) => step_id)).toEqual(['say', 'bare', 'if']);
});
