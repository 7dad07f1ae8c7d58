type Listener = (detail: unknown) => void;

/** One handler for each listener, so that the browser itself knows duplicates and finds what shall be taken away. */
const handlers = new WeakMap<Listener, EventListener>();

const listen =
  (method: 'addEventListener' | 'removeEventListener', once?: true) =>
  (event: string, listener: Listener): void => {
    if (!handlers.has(listener)) handlers.set(listener, (fired) => listener((fired as CustomEvent).detail));
    window[method](`chatbot:${event}`, handlers.get(listener)!, { once: once! });
  };

/** The SDK's listening: the window events by their short names, with the detail instead of the event. */
export const listening = {
  on: listen('addEventListener'),
  once: listen('addEventListener', true),
  off: listen('removeEventListener'),
};
