import type { Engine } from '../engine/engine.js';
import type { App } from '../page/boot.js';
import type { Page } from '../page/page.js';

/** The page's SDK on top of a running widget: what `window.$chatbot` passes its calls on to. */
export const createApp = (page: Page, engine: Engine): App => {
  const { setUser, logout, send, identity, setAttributes } = engine;

  return Object.assign(page, {
    setUser,
    logout,
    reset: logout,
    toggle: () => (page.isOpen ? page.close() : page.open()),
    send: (text: string) => send(`${text}`),
    setCustomAttributes: setAttributes,
    deleteCustomAttribute: (name: string) => setAttributes({ [name]: null }),
    getIdentity: identity,
  });
};
