import type { ChatbotSdk } from '../engine/chat.js';
import type { App } from '../page/boot.js';
import { listening } from './listening.js';
import { stickyReady } from './sticky-ready.js';

declare global {
  interface Window {
    $chatbot?: ChatbotSdk;
  }
}

/** `window.$chatbot`; its `ready` resolves to the time of it, on the clock of `performance.now()`. */
export type Chatbot = ChatbotSdk & { ready: Promise<number> };

const METHODS =
  'setUser open toggle send close setCustomAttributes deleteCustomAttribute startFlow trackEvent addTag setLocale setColorScheme reset logout';
/** The first so many bring the engine. The others say how it shall be once it comes, or that nobody is here. */
const NEED_ENGINE = 4;

/**
 * Puts `window.$chatbot` in place. Each method may be called at once: calls wait in order for the engine, which `load`
 * brings when one of them needs it and which is told that one's name. Nothing is fetched or kept before.
 */
export const provideChatbot = (load: (method: string) => Promise<App>): Chatbot => {
  type Methods = App & Record<string, (...args: unknown[]) => unknown>;
  let app: Methods | undefined;
  let begin: (method: string) => void;
  let begun = false;
  // The first method that needs the engine brings it.
  const loaded = new Promise<string>((resolve) => {
    begin = resolve;
  })
    .then(load)
    .then((found) => (app = found as Methods));

  const sdk = {
    ...listening,
    ready: new Promise(stickyReady),
    get isOpen() {
      return !!app?.isOpen;
    },
    getIdentity: () => app?.getIdentity() ?? { kind: 'none' },
  } as Chatbot & Record<string, unknown>;
  METHODS.split(' ').forEach((name, at) => {
    sdk[name] = (...args: unknown[]) => {
      if (app) return app[name]!(...args);
      // A promise answers in the order in which it was asked.
      const answer = loaded.then((methods) => methods[name]!(...args));
      if (at < NEED_ENGINE) {
        begun = true;
        begin(name);
      }
      // Without an engine nobody is logged in, and there is nothing to wait for.
      return begun ? answer : Promise.resolve();
    };
  });
  window.$chatbot = sdk;
  return sdk;
};
