import type { Looks } from '@chatku/schemas';
import type { ChatEngine, ChatMessage, ChatView } from '../engine/chat.js';
import { CALM } from '../preview/sample-engine.js';

/** Looks of a made-up shop. */
export const looksOf = (given: Partial<Looks> = {}): Looks => ({
  title: 'Kedai Senja',
  colour: '#0f6b5c',
  position: 'right',
  scheme: 'auto',
  locale: 'auto',
  ...given,
});

let count = 0;

/** A message of the bot, written now, unless told otherwise. */
export const messageOf = (
  text: string,
  given: Partial<Omit<ChatMessage, 'body'>> & { body?: Partial<ChatMessage['body']> } = {},
): ChatMessage => {
  count++;
  return {
    key: `message-${count}`,
    conversationId: 'conversation-1',
    seq: count,
    author: 'bot',
    authorName: null,
    createdAtMs: Date.now(),
    state: given.author === 'visitor' ? 'sent' : null,
    asGuest: false,
    ...given,
    body: { text, ...given.body },
  };
};

/** A connected chat of a guest, without messages. */
export const viewOf = (given: Partial<ChatView> = {}): ChatView => ({ ...CALM, ...given });

/** An engine that shows what it is told and remembers what it was asked. */
export class FakeEngine implements ChatEngine {
  readonly calls: (readonly unknown[])[] = [];
  draft = '';
  #listeners = new Set<() => void>();

  constructor(
    public view: ChatView = viewOf(),
    readonly looks: Looks = looksOf(),
  ) {}

  /** Changes the view and tells. */
  set(given: Partial<ChatView>): void {
    this.view = { ...this.view, ...given };
    for (const listener of this.#listeners) listener();
  }

  /** Adds messages at the newer end. */
  add(...messages: ChatMessage[]): void {
    this.set({ messages: [...this.view.messages, ...messages] });
  }

  /** Arguments of the calls of one method. */
  callsOf(method: keyof ChatEngine): (readonly unknown[])[] {
    return this.calls.filter(([name]) => name === method).map(([, ...rest]) => rest);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  opened(): void {
    this.calls.push(['opened']);
  }
  closed(): void {
    this.calls.push(['closed']);
  }
  send(text: string): void {
    this.calls.push(['send', text]);
  }
  press(message: ChatMessage, buttonId: string, label: string): void {
    this.calls.push(['press', message.key, buttonId, label]);
  }
  retry(key: string): void {
    this.calls.push(['retry', key]);
  }
  async loadOlder(): Promise<void> {
    this.calls.push(['loadOlder']);
  }
  seen(): void {
    this.calls.push(['seen']);
  }
  typing(): void {
    this.calls.push(['typing']);
  }
  answerLink(answer: 'link' | 'leave'): void {
    this.calls.push(['answerLink', answer]);
  }
}
