import type { FlowGraph } from '@chatku/schemas';

/** How Kedai Senja greets somebody it does not know: what do you need, and how do we reach you? */
export const GUEST_FLOW: FlowGraph = {
  start: 'hello',
  steps: [
    {
      id: 'hello',
      kind: 'send_message',
      title: 'Greeting',
      blocks: [{ kind: 'text', text: 'Selamat datang ke **Kedai Senja**! I am Senja, the shop’s assistant.' }],
      ports: { next: 'need' },
    },
    {
      id: 'need',
      kind: 'question',
      title: 'What do you need?',
      text: 'What can we do for you this evening?',
      answer: { type: 'choice' },
      choices: [
        { id: 'order', label: 'Where is my order?', value: 'order', port: 'order' },
        { id: 'product', label: 'A question about a product', value: 'product' },
        { id: 'person', label: 'Talk to a person', value: 'person', port: 'person' },
      ],
      save_to: 'need',
      retry_text: 'Please choose one of the answers below, or simply type your question and a person will read it.',
      ports: { answered: 'email', order: 'order_hint', person: 'email', no_match: 'email' },
    },
    {
      id: 'order_hint',
      kind: 'send_message',
      title: 'Orders need a sign-in',
      blocks: [
        {
          kind: 'text',
          text: 'Sign in to the shop and I will tell you about *your* order at once: a guest could be anyone, so I never read orders out to guests.',
        },
      ],
      ports: { next: 'email' },
    },
    {
      id: 'email',
      kind: 'question',
      title: 'How do we reach you?',
      text: 'Which e-mail address may we answer to?',
      answer: { type: 'email' },
      save_to: 'email',
      retry_text:
        'That does not look like an e-mail address. It has a form like name@example.my. Could you type it again?',
      ports: { answered: 'thanks', no_match: 'no_email' },
    },
    {
      id: 'thanks',
      kind: 'send_message',
      title: 'Thanks',
      blocks: [
        {
          kind: 'text',
          text: 'Terima kasih! A person will write here, or to {{email}}, as soon as the lamps are lit.',
        },
      ],
      ports: { next: 'tag' },
    },
    { id: 'tag', kind: 'action', title: 'Mark as lead', actions: [{ kind: 'add_tag', tag: 'lead' }] },
    {
      id: 'no_email',
      kind: 'send_message',
      title: 'Without an address',
      blocks: [{ kind: 'text', text: 'No matter. Stay on this page, and a person will answer here.' }],
    },
  ],
};

/** How it greets a customer whose id the shop's backend has signed: by name, and about their own order. */
export const KNOWN_FLOW: FlowGraph = {
  start: 'has_order',
  steps: [
    {
      id: 'has_order',
      kind: 'condition',
      title: 'Is there an order?',
      branches: [{ port: 'yes', when: { kind: 'is', value: 'user.last_order_id', state: 'set' } }],
      ports: { yes: 'order', else: 'hello' },
    },
    {
      id: 'order',
      kind: 'send_message',
      title: 'Your order',
      blocks: [
        { kind: 'text', text: 'Selamat kembali, **{{name | default:"friend"}}**!' },
        {
          kind: 'text',
          text: 'Your order **{{user.last_order_id}}** ({{user.last_order_total}}) is {{user.last_order_status}}.',
        },
      ],
      quick_replies: [
        { id: 'thanks', label: 'Thank you!', port: 'thanks' },
        { id: 'person', label: 'Talk to a person', port: 'person' },
      ],
      ports: { thanks: 'bye', person: 'person' },
    },
    {
      id: 'hello',
      kind: 'send_message',
      title: 'No order yet',
      blocks: [{ kind: 'text', text: 'Selamat kembali, **{{name | default:"friend"}}**! How can we help?' }],
      quick_replies: [{ id: 'person', label: 'Talk to a person', port: 'person' }],
      ports: { person: 'person' },
    },
    {
      id: 'bye',
      kind: 'send_message',
      title: 'Good-bye',
      blocks: [{ kind: 'text', text: 'Sama-sama! I am here whenever you need me.' }],
    },
    {
      id: 'person',
      kind: 'send_message',
      title: 'A person is called',
      blocks: [{ kind: 'text', text: 'A person has been called and will write here. What is it about?' }],
      ports: { next: 'wants_person' },
    },
    {
      id: 'wants_person',
      kind: 'action',
      title: 'Mark',
      actions: [{ kind: 'add_tag', tag: 'wants-person' }],
      ports: { next: 'quiet' },
    },
    {
      id: 'quiet',
      kind: 'wait',
      title: 'Have they fallen silent?',
      time: { kind: 'span', amount: 3, unit: 'minutes' },
      if_written: 'leave',
      ports: { next: 'take_your_time' },
    },
    {
      id: 'take_your_time',
      kind: 'send_message',
      title: 'A gentle word',
      blocks: [
        {
          kind: 'text',
          text: 'Take your time. If you tell me what it is about, whoever comes to write here will have read it already.',
        },
      ],
    },
  ],
};
