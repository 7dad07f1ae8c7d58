const READY = 'chatbot:ready';

type Listener = EventListenerOrEventListenerObject;

/**
 * Fires `chatbot:ready` once, never before `DOMContentLoaded`, and makes it sticky: a listener attached later is called
 * too, exactly once, soon after it was attached. For this only `window.addEventListener` is wrapped, and only for this
 * type. (While a listener waits for its call `removeEventListener` is watched, so that one taken back is not called.)
 *
 * @param fired gets the time, on the clock of `performance.now()`, before the first listener is called
 */
export const stickyReady = (fired: (atMs: number) => void): void => {
  const add = addEventListener;
  let remove: typeof window.removeEventListener;
  let event: Event | undefined;
  /** Listeners with a copy of their options, which tells one attaching from the next. */
  const known = new Map<Listener, AddEventListenerOptions>();

  const watched = function (this: Window, ...args: [type: string, listener: Listener]) {
    if (args[0] === READY) known.delete(args[1]);
    remove.apply(this, args);
  };

  // In a microtask of its own: what a listener throws is reported and stops no other. (`early`: the browser has called it.)
  const call = (options: AddEventListenerOptions, listener: Listener, early?: unknown) =>
    queueMicrotask(() => {
      if (removeEventListener === watched) window.removeEventListener = remove;
      if (known.get(listener) !== options || options.signal?.aborted) return;
      if (options.once) known.delete(listener);
      if (early) return;
      if (typeof listener === 'function') listener.call(window, event!);
      else listener.handleEvent(event!);
    });

  window.addEventListener = function (this: Window, ...args: [type: string, listener: Listener, given?: object]) {
    const [type, listener, given] = args;
    if (type !== READY || !listener) return add.apply(this, args);
    if (known.has(listener) && !known.get(listener)!.signal?.aborted) return;
    const options = { ...given };
    known.set(listener, options);
    if (removeEventListener !== watched) {
      remove = removeEventListener;
      window.removeEventListener = watched;
    }
    // Until it comes the browser itself keeps the listeners: it knows as well who listened before this script.
    if (event) call(options, listener);
    else add.apply(this, args);
  } as typeof add;

  const fire = () => {
    if (event) return;
    event = new Event(READY);
    fired(performance.now());
    dispatchEvent(event);
    known.forEach(call);
  };
  // A script with `async` may run in state `interactive` before or after the event. (`timing` is the shortest way to ask.)
  if (document.readyState === 'complete' || performance.timing.domContentLoadedEventStart) queueMicrotask(fire);
  else for (const type of ['DOMContentLoaded', 'load']) add(type, fire);
};
