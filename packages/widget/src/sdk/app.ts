import { sortAttributes } from '../engine/attributes.js';
import type { Engine } from '../engine/engine.js';
import type { App } from '../page/boot.js';
import type { Page } from '../page/page.js';

/** The page's SDK on top of a running widget: what `window.$chatbot` passes its calls on to. */
export const createApp = (page: Page, engine: Engine): App => {
  const { setUser, logout, send, identity, setAttributes, warn } = engine;

  return Object.assign(page, {
    setUser,
    logout,
    reset: logout,
    toggle: () => (page.isOpen ? page.close() : page.open()),
    send: (text: string) => send(`${text}`),
    setCustomAttributes(given: Record<string, unknown>) {
      const { attributes, dropped } = sortAttributes(given);
      if (dropped[0]) warn(`These attributes cannot be sent: ${JSON.stringify(dropped)}`);
      setAttributes(attributes);
    },
    deleteCustomAttribute: (name: string) => setAttributes({ [name]: null }),
    getIdentity: identity,
  });
};
