import type { ChatEngine, ChatMessage, ChatView, LeanLooks } from '../engine/chat.js';
import { uuid } from '../engine/world.js';
import type { ExtraEngine } from '../more/extra.js';

/** A made-up chat, in each language of the widget. */
const SAMPLE = {
  en: [
    'Hello! How can we help you today?',
    'When does my order arrive?',
    'Orders arrive within **two days**.',
    'Thank you!',
  ],
  ms: [
    'Helo! Apa yang boleh kami bantu?',
    'Bila pesanan saya tiba?',
    'Pesanan tiba dalam masa **dua hari**.',
    'Terima kasih!',
  ],
  'zh-Hans': ['您好！有什么可以帮您？', '我的订单什么时候到？', '订单会在**两天**内送达。', '谢谢！'],
} as const;

export type SampleEngine = ChatEngine &
  ExtraEngine & { picture: string | undefined; begin(isEmpty: boolean, locale: keyof typeof SAMPLE): void };

/** An engine that speaks to nobody and keeps nothing: a guest's chat with a bot that says the same to everything. */
export const createSampleEngine = (looks: LeanLooks): SampleEngine => {
  const listeners = new Set<() => void>();
  let lines: readonly string[] = SAMPLE.en;
  let began = '';
  let seq = 0;
  let view: ChatView = {
    generation: 1,
    connection: 'online',
    refused: null,
    identity: 'guest',
    settling: false,
    messages: [],
    loaded: true,
    hasOlder: false,
    loadingOlder: false,
    unread: 0,
    typing: null,
    linkQuestion: null,
  };
  const update = (patch: Partial<ChatView>) => {
    view = { ...view, ...patch };
    for (const listener of listeners) listener();
  };
  const message = (author: 'visitor' | 'bot', text: string): ChatMessage => ({
    key: uuid(window),
    conversationId: 'sample',
    seq: ++seq,
    author,
    authorName: null,
    body: { text },
    createdAtMs: Date.now(),
    state: author === 'visitor' ? 'sent' : null,
    asGuest: false,
  });
  const answer = () => update({ messages: [...view.messages, message('bot', lines[2] ?? '')] });
  const send = (text: string) => {
    update({ messages: [...view.messages, message('visitor', text)] });
    setTimeout(answer, 400);
  };
  return {
    looks,
    picture: undefined,
    get view() {
      return view;
    },
    begin(isEmpty, locale) {
      lines = SAMPLE[locale];
      const now = `${isEmpty} ${locale}`;
      if (began === now) return;
      began = now;
      const [hello, ask, say] = lines as [string, string, string];
      const messages = isEmpty ? [] : [message('bot', hello), message('visitor', ask), message('bot', say)];
      update({ generation: view.generation + 1, messages });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    opened() {},
    closed() {},
    send,
    press: (_, __, label) => send(label),
    retry() {},
    async loadOlder() {},
    seen() {},
    typing() {},
    answerLink() {},
    draft: '',
    startFlow: () => setTimeout(answer, 400),
    act() {},
    identity: () => ({ kind: 'guest' }),
  };
};
