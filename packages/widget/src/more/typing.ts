import type { Behaviour } from '@chatku/schemas';
import type { ChatEngine, ChatView } from '../engine/chat.js';
import { arrivals } from '../panel/arrivals.js';

/**
 * The engine as the panel shall see it: what the bot says while the visitor looks on appears one message after the other,
 * after the time it takes to write. Nothing else waits: not history, not people, and nothing while nobody looks. Beside it
 * the way to stop.
 */
export const withTyping = <E extends ChatEngine>(
  engine: E,
  { per_character_ms, at_most_ms }: Behaviour['typing'],
): [engine: E, stop: () => void] => {
  if (!per_character_ms || !at_most_ms) return [engine, () => {}];
  const listeners = new Set<() => void>();
  /** Messages that are still being written, by key: the timer that ends it. */
  const hidden = new Map<string, number>();
  let before = engine.view;
  let shown: ChatView | undefined;
  let freeAtMs = 0;

  const tell = () => {
    shown = undefined;
    for (const listener of listeners) listener();
  };
  const forget = () => {
    for (const timer of hidden.values()) window.clearTimeout(timer);
    hidden.clear();
    freeAtMs = 0;
  };
  const unsubscribe = engine.subscribe(() => {
    const next = engine.view;
    if (next.generation !== before.generation) forget();
    const isLive = before.loaded && next.loaded && next.generation === before.generation && !document.hidden;
    for (const { key, author, body } of isLive ? arrivals(before, next) : []) {
      if (author !== 'bot') continue;
      const now = performance.now();
      freeAtMs = Math.max(now, freeAtMs) + Math.min(body.text.length * per_character_ms, at_most_ms);
      const show = () => {
        hidden.delete(key);
        tell();
      };
      hidden.set(key, window.setTimeout(show, freeAtMs - now));
    }
    before = next;
    tell();
  });
  const view = (): ChatView => {
    const now = engine.view;
    if (!hidden.size) return now;
    shown ??= { ...now, messages: now.messages.filter(({ key }) => !hidden.has(key)), typing: 'bot' };
    return shown;
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const proxy = new Proxy(engine, {
    get(target, name) {
      if (name === 'view') return view();
      if (name === 'subscribe') return subscribe;
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  const stop = () => {
    unsubscribe();
    forget();
  };
  return [proxy, stop];
};
