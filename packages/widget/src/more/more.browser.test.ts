import { type Behaviour, DEFAULT_BEHAVIOUR, type Looks } from '@chatku/schemas';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { provideChatbot } from '../loader/chatbot.js';
import { createLauncher, type Launcher } from '../loader/launcher.js';
import { nobody } from '../loader/nobody.js';
import type { App } from '../page/boot.js';
import { tellPage } from '../page/events.js';
import { looksOf } from '../panel/fake-engine.fixture.js';
import { applyMore } from './more.js';

let launcher: Launcher;
let openings = 0;
const add = window.addEventListener;
const path = location.pathname + location.search;

/** The launcher with a bot's settings, and an app that only says whether it is open. */
const begin = (given: Partial<Behaviour>, looks: Partial<Looks> = {}): void => {
  const all = looksOf({ locale: 'en', ...looks });
  let isOpen = false;
  const app = {
    ...nobody('test'),
    get isOpen() {
      return isOpen;
    },
    open() {
      isOpen = true;
      openings++;
      tellPage('opened', {});
    },
    close() {
      isOpen = false;
      tellPage('closed', {});
    },
  } as App;
  const chatbot = provideChatbot(async () => app);
  launcher = createLauncher(all, () => chatbot.open());
  launcher.button.hidden = true;
  const settings = { api: 'https://chat.example.com', bot: 'bot-1', looks: all, build: 'x' };
  applyMore({ settings, launcher }, { ...DEFAULT_BEHAVIOUR, ...given }, all);
};
const greeting = (): HTMLElement | null =>
  launcher.root.querySelector('div')?.shadowRoot?.querySelector<HTMLElement>('.greeting') ?? null;
/** The page has been ready for so long. */
const readyFor = async (forMs: number): Promise<void> => {
  await (window.$chatbot as { ready: Promise<unknown> } | undefined)?.ready;
  await new Promise((done) => setTimeout(done, forMs));
};
const HELLO = { text: 'Need a hand?', after_seconds: 0, paths: [] };

beforeEach(async () => {
  await page.viewport(1000, 700);
  openings = 0;
  sessionStorage.clear();
});
afterEach(() => {
  launcher.root.host.remove();
  delete window.$chatbot;
  window.addEventListener = add;
  history.replaceState(null, '', path);
});

describe('the greeting', () => {
  it('is a status beside the launcher that takes no focus, and opens the chat', async () => {
    begin({ greeting: HELLO });
    await expect.poll(greeting).not.toBe(null);
    expect(greeting()?.parentElement?.getAttribute('role')).toBe('status');
    expect(document.activeElement).toBe(document.body);
    greeting()?.querySelector('button')?.click();
    await expect.poll(() => openings).toBe(1);
    await expect.poll(greeting).toBe(null);
    expect(sessionStorage.getItem('chatku:bot-1:greeted')).toBe(null);
  });

  it('goes with Escape, and stays away in this tab', async () => {
    begin({ greeting: HELLO });
    await expect.poll(greeting).not.toBe(null);
    launcher.button.focus();
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(greeting()).toBe(null);
    expect(sessionStorage.getItem('chatku:bot-1:greeted')).toBe('1');
    launcher.root.host.remove();
    delete window.$chatbot;
    begin({ greeting: HELLO });
    await readyFor(20);
    expect(greeting()).toBe(null);
  });

  it('goes for this page view only with an Escape pressed elsewhere, and not with one that was for something else', async () => {
    begin({ greeting: HELLO });
    await expect.poll(greeting).not.toBe(null);
    const taken = new KeyboardEvent('keydown', { key: 'Escape', cancelable: true });
    taken.preventDefault();
    dispatchEvent(taken);
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: true }));
    expect(greeting()).not.toBe(null);
    dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(greeting()).toBe(null);
    tellPage('closed', {});
    expect(greeting()).toBe(null);
    expect(sessionStorage.getItem('chatku:bot-1:greeted')).toBe(null);
  });

  it('leaves the focus to the launcher when its button is pressed', async () => {
    begin({ greeting: HELLO });
    await expect.poll(greeting).not.toBe(null);
    const dismiss = greeting()?.querySelector<HTMLElement>('.dismiss');
    dismiss?.focus();
    dismiss?.click();
    expect(greeting()).toBe(null);
    expect(launcher.root.activeElement).toBe(launcher.button);
  });

  it('shows on its pages only, also where the page goes on without loading', async () => {
    begin({ greeting: { ...HELLO, paths: ['/shop/*'] } });
    await window.$chatbot?.ready;
    await new Promise((done) => setTimeout(done, 20));
    expect(greeting()).toBe(null);
    history.pushState(null, '', '/shop/tea');
    document.body.click();
    await expect.poll(greeting).not.toBe(null);
  });
});

describe('the chat opens by itself', () => {
  const soon = { after_seconds: 0, after_scroll_percent: null, paths: [] };

  it('after its time, once, and never again in a tab where it was closed', async () => {
    begin({ opens: soon });
    await expect.poll(() => openings).toBe(1);
    window.$chatbot?.close();
    await expect.poll(() => sessionStorage.getItem('chatku:bot-1:closed')).toBe('1');
    launcher.root.host.remove();
    delete window.$chatbot;
    begin({ opens: soon });
    await readyFor(30);
    expect(openings).toBe(1);
  });

  it('never on a phone, where it would fill the screen', async () => {
    await page.viewport(414, 896);
    begin({ opens: soon });
    await readyFor(30);
    expect(openings).toBe(0);
  });

  it('once so much of the page has been read', async () => {
    const tall = document.createElement('div');
    tall.style.height = '5000px';
    document.body.append(tall);
    begin({ opens: { after_seconds: null, after_scroll_percent: 50, paths: [] } });
    await window.$chatbot?.ready;
    expect(openings).toBe(0);
    scrollTo(0, 4000);
    await expect.poll(() => openings).toBe(1);
    tall.remove();
  });
});

describe('the launcher', () => {
  it('shows where there is a chat, and not where there is none', async () => {
    begin({ hidden: { on_phones: false, paths: ['/checkout*'] } });
    expect(launcher.button.hidden).toBe(false);
    history.pushState(null, '', '/checkout/pay');
    document.body.click();
    await expect.poll(() => launcher.button.hidden).toBe(true);
    history.pushState(null, '', '/');
    document.body.click();
    await expect.poll(() => launcher.button.hidden).toBe(false);
  });

  it('says what the bot says for it', () => {
    begin({ texts: { en: { open: 'Ask Senja' } } });
    expect(launcher.button.textContent).toBe('Ask Senja');
  });

  it.each(['question', 'wave'] as const)('shows the icon %s', (icon) => {
    begin({}, { icon });
    expect(getComputedStyle(launcher.button, ':before').clipPath).toMatch(/^path\(/);
    const plain = 'path("M 14 2';
    expect(getComputedStyle(launcher.button, ':before').clipPath.startsWith(plain)).toBe(false);
  });
});
