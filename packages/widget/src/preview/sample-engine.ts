import type { PreviewScene } from '@chatku/schemas';
import type { ChatEngine, ChatMessage, ChatView, DeliveryState, LeanLooks } from '../engine/chat.js';
import { uuid } from '../engine/world.js';
import type { ExtraEngine } from '../more/extra.js';

const DAY_MS = 86_400_000;
/** What a chat says about itself. */
const LINES = ['agent_joined', 'agent_left', 'conversation_done', 'conversation_reopened'];

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

/** A connected chat of a guest in which nothing goes on. */
export const CALM: ChatView = {
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

/** How a chat stands in which something is going on. */
const SCENES: Readonly<Record<PreviewScene, Partial<ChatView>>> = {
  talk: {},
  empty: {},
  states: { hasOlder: true, unread: 1 },
  typing: { typing: 'agent' },
  settling: { settling: true },
  reconnecting: { connection: 'reconnecting' },
  reconnectingSafe: { connection: 'reconnecting' },
  link: { linkQuestion: { messages: 3, lastAtMs: Date.UTC(2026, 0, 31, 9, 30) } },
  origin_not_allowed: { connection: 'refused', refused: 'origin_not_allowed' },
  guests_not_allowed: { connection: 'refused', refused: 'guests_not_allowed' },
  protocol_too_old: { connection: 'refused', refused: 'protocol_too_old' },
  bot_disabled: { connection: 'refused', refused: 'bot_disabled' },
};

export type SampleEngine = ChatEngine &
  ExtraEngine & { picture: string | undefined; begin(scene: PreviewScene, locale: string): void };

/** An engine that speaks to nobody and keeps nothing: a guest's chat with a bot that says the same to everything. */
export const createSampleEngine = (looks: LeanLooks): SampleEngine => {
  const listeners = new Set<() => void>();
  let lines: readonly string[] = SAMPLE.en;
  let began = '';
  let seq = 0;
  let view: ChatView = CALM;
  const update = (patch: Partial<ChatView>) => {
    view = { ...view, ...patch };
    for (const listener of listeners) listener();
  };
  const message = (author: ChatMessage['author'], text: string): ChatMessage => ({
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
  /** One of the visitor's that stands so. */
  const own = (state: DeliveryState): ChatMessage => ({ ...message('visitor', lines[3] ?? ''), state });
  const messagesOf = (scene: PreviewScene): ChatMessage[] => {
    const [hello, ask, say] = lines as [string, string, string];
    const talk = [message('bot', hello), message('visitor', ask), message('bot', say)];
    switch (scene) {
      case 'empty':
        return [];
      case 'reconnectingSafe':
        return [...talk, own('queued')];
      case 'states':
        return [
          { ...message('bot', hello), createdAtMs: Date.now() - DAY_MS },
          ...LINES.slice(0, 2).map((line) => message('system', line)),
          { ...own('seen'), asGuest: true },
          message('agent', say),
          ...LINES.slice(2).map((line) => message('system', line)),
          ...(['sent', 'sending', 'queued', 'failed'] as const).map(own),
        ];
      default:
        return talk;
    }
  };
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
    begin(scene, locale) {
      lines = SAMPLE[locale as 'en'] ?? SAMPLE.en;
      const now = `${scene} ${locale}`;
      if (began === now) return;
      began = now;
      update({ ...CALM, generation: view.generation + 1, messages: messagesOf(scene), ...SCENES[scene] });
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
