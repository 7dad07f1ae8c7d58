import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import manifest from '../../custom-elements.json';
import { provideChatbot } from '../loader/chatbot.js';
import { createLauncher } from '../loader/launcher.js';
import { baseStyles } from '../panel/base.styles.js';
import { composerStyles } from '../panel/composer/composer.styles.js';
import { messageListStyles } from '../panel/message-list/message-list.styles.js';
import { start as startPanel } from '../panel/mount.js';
import { panelStyles } from '../panel/panel.styles.js';
import { PARTS } from '../panel/parts.js';
import type { Settings } from './boot.js';
import './chatku-widget.js';
import { startWith } from './start-with.js';

const SETTINGS: Settings = {
  api: 'https://chat.example.com',
  bot: 'bot-1',
  looks: { title: 'Kedai Senja', colour: '#0f766e', scheme: 'light', locale: 'en' },
  build: 'x',
};
const RED = 'rgb(255, 0, 0)';

const add = window.addEventListener;
let sheet: CSSStyleSheet;
beforeEach(() => {
  sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];
  vi.spyOn(window, 'fetch').mockImplementation((input) =>
    String(input).endsWith('.json')
      ? Promise.resolve(Response.json({ enabled: true, ...SETTINGS }))
      : new Promise(() => {}),
  );
});
afterEach(() => {
  vi.restoreAllMocks();
  document.adoptedStyleSheets = [];
  document.body.replaceChildren();
  for (const host of document.querySelectorAll('chatku-chat')) host.remove();
  delete window.$chatbot;
  window.addEventListener = add;
});

/** What the delivered loader and `chat.js` do together. */
const scriptTag = (): Element => {
  const chatbot = provideChatbot(async () =>
    startWith({ settings: SETTINGS, launcher, ready: chatbot.ready }, async () => startPanel),
  );
  const launcher = createLauncher(SETTINGS.looks, () => chatbot.open());
  return launcher.root.host;
};
const npmElement = (layout: string): Element => {
  const widget = document.createElement('chatku-widget');
  for (const [name, value] of Object.entries({ 'bot-id': 'bot-1', api: SETTINGS.api, layout })) {
    widget.setAttribute(name, value);
  }
  document.body.append(widget);
  return widget;
};

/** The first element below, through all shadow roots. */
const deep = (root: ParentNode, selector: string): Element | null => {
  const found = root.querySelector(selector);
  if (found) return found;
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    const inside = shadowRoot && deep(shadowRoot, selector);
    if (inside) return inside;
  }
  return null;
};
const styled = async (selector: string, property: string): Promise<string> => {
  await expect.poll(() => deep(document, selector)).not.toBe(null);
  return getComputedStyle(deep(document, selector) as Element).getPropertyValue(property);
};

describe.each([
  ['the script tag', () => scriptTag(), 'chatku-chat', true],
  ['<chatku-widget>', () => npmElement('floating'), 'chatku-widget', true],
  ['an inline <chatku-widget>', () => npmElement('inline'), 'chatku-widget', false],
] as const)('the page styles the chat of %s', (_, embed, tag, hasLauncher) => {
  it('by ::part()', async () => {
    const parts = ['panel', 'header', 'avatar', 'log', 'composer', 'input', 'send'];
    if (hasLauncher) parts.push('launcher', 'close');
    sheet.replaceSync(parts.map((part) => `${tag}::part(${part}){outline-color:${RED}}`).join(''));
    embed();
    await vi.waitFor(() => expect(window.$chatbot).toBeDefined());
    window.$chatbot!.open();
    for (const part of parts) {
      expect([part, await styled(`[part="${part}"]`, 'outline-color')]).toEqual([part, RED]);
    }
  });

  it('by custom properties', async () => {
    sheet.replaceSync(`:root{--chatku-accent:${RED};--chatku-surface:${RED}}`);
    embed();
    await vi.waitFor(() => expect(window.$chatbot).toBeDefined());
    window.$chatbot!.open();
    expect(await styled('.sheet', 'background-color')).toBe(RED);
    if (hasLauncher) expect(await styled('[part=launcher]', 'background-color')).toBe(RED);
  });
});

describe('the manifest', () => {
  const declaration = manifest.modules[0]?.declarations[0];
  const names = (entries: readonly { name: string }[] | undefined) => entries?.map(({ name }) => name).sort();

  it('names every part that the page reaches', () => {
    expect(names(declaration?.cssParts)).toEqual(['inline', 'launcher', ...PARTS.split(', ')].sort());
  });

  it('names every custom property that the styles ask for', () => {
    const css = baseStyles + panelStyles + messageListStyles + composerStyles;
    expect(names(declaration?.cssProperties)).toEqual([...new Set(css.match(/--chatku-[a-z-]+/g))].sort());
  });
});
