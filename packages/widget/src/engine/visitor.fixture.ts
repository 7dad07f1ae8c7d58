import { Browser, Clock, settled, type Tab } from './browser.fixture.js';
import { createEngine, GRACE_MS } from './engine.js';
import type { Engine } from './engine-shape.js';
import { API, BOT, FarEnd } from './far-end.fixture.js';

export type Told = { name: string; detail: unknown };

/** A page view with an engine, and everything it told. */
export type PageView = {
  tab: Tab;
  engine: Engine;
  told: Told[];
  texts(): string[];
  local(key: string): string | undefined;
};

export const LOOKS = { title: 'Kedai', colour: '#0f766e', position: 'right', scheme: 'auto', locale: 'auto' } as const;

/** One browser before one server. */
export const stage = () => {
  const farEnd = new FarEnd(new Clock());
  const browser = new Browser(farEnd);
  return { farEnd, browser, clock: farEnd.clock, enter: (tab = browser.tab()) => enter(tab) };
};

/** Loads a page: it is ready at once, so the grace for a `setUser` begins. */
export const enter = (tab: Tab): PageView => {
  const told: Told[] = [];
  const engine = createEngine({
    api: API,
    bot: BOT,
    looks: LOOKS,
    world: tab.world,
    tell: (name, detail) => told.push({ name, detail }),
    graceMs: Promise.resolve(GRACE_MS),
  });
  return {
    tab,
    engine,
    told,
    texts: () => engine.view.messages.map((message) => message.body.text),
    local: (key) => tab.browser.local.get(`chatku:${BOT}:${key}`),
  };
};

/** Opens the panel as a guest and waits until the chat is there. */
export const openAsGuest = async (page: PageView): Promise<void> => {
  page.engine.opened();
  await page.tab.browser.clock.pass(GRACE_MS);
  await settled();
};

export { settled };
