import type { Engine } from '../engine/engine-shape.js';
import type { App } from '../page/boot.js';
import type { Page } from '../page/page.js';

/** The page's SDK on top of a running widget: what `window.$chatbot` passes its calls on to, by name. */
export const createApp = (page: Page, engine: Engine): App =>
  Object.assign(page, engine, {
    reset: engine.logout,
    toggle: () => (page.isOpen ? page.close() : page.open()),
    send: (text: string) => engine.send(`${text}`),
    setCustomAttributes: engine.setAttributes,
    deleteCustomAttribute: (name: string) => engine.setAttributes({ [name]: null }),
    getIdentity: engine.identity,
  });
