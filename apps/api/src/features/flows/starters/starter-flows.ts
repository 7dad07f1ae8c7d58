import type { BotPurpose, FlowGraph, FlowStep } from '@chatku/schemas';
import type { StarterWords } from './words.js';

type Ports = Record<string, string>;

const say = (id: string, text: string, ports?: Ports): FlowStep => ({
  id,
  kind: 'send_message',
  blocks: [{ kind: 'text', text }],
  ...(ports === undefined ? {} : { ports }),
});

/** Asks for an address, and lets go of a visitor who would rather not say. */
const askEmail = ({ email, thanks }: StarterWords, tag: string): FlowStep[] => [
  {
    id: 'email',
    kind: 'question',
    text: email.ask,
    answer: { type: 'email' },
    choices: [{ id: 'skip', label: email.skip, port: 'skip' }],
    save_to: 'email',
    retry_text: email.again,
    ports: { answered: 'tag', skip: 'without', no_match: 'without' },
  },
  { id: 'tag', kind: 'action', actions: [{ kind: 'add_tag', tag }], ports: { next: 'thanks' } },
  say('thanks', thanks.withEmail),
  say('without', thanks.without),
];

/** What a visitor nobody knows is told, by what the bot is for. */
export function guestFlow(purpose: BotPurpose, words: StarterWords): FlowGraph {
  switch (purpose) {
    case 'greet':
      return { start: 'hello', steps: [say('hello', words.greet)] };
    case 'answer':
      return { start: 'hello', steps: [...askAbout(words.answer), ...askEmail(words, 'question')] };
    case 'lead':
      return {
        start: 'hello',
        steps: [
          say('hello', words.lead.hello, { next: 'name' }),
          {
            id: 'name',
            kind: 'question',
            text: words.lead.name,
            answer: { type: 'text', min_length: 1, max_length: 200 },
            save_to: 'name',
            retry_text: words.lead.nameAgain,
            ports: { answered: 'email', no_match: 'email' },
          },
          ...askEmail(words, 'lead'),
        ],
      };
    case 'handover':
      return { start: 'hello', steps: [...askAbout(words.handover), ...askEmail(words, 'handover')] };
  }
}

/** What it is about, in the visitor's own words. */
const askAbout = ({ hello, taken }: { hello: string; taken: string }): FlowStep[] => [
  {
    id: 'hello',
    kind: 'question',
    text: hello,
    answer: { type: 'text', min_length: 1 },
    ports: { answered: 'taken', no_match: 'taken' },
  },
  say('taken', taken, { next: 'email' }),
];

/** What a user whose id was verified is told: no questions about who they are. */
export const knownFlow = ({ known }: StarterWords): FlowGraph => ({
  start: 'has_name',
  steps: [
    {
      id: 'has_name',
      kind: 'condition',
      branches: [{ port: 'named', when: { kind: 'is', value: 'system.name', state: 'set' } }],
      ports: { named: 'named', else: 'unnamed' },
    },
    say('named', known.named),
    say('unnamed', known.unnamed),
  ],
});
