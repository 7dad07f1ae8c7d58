import axe from 'axe-core';
import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { createLauncherState } from '../page/launcher-state.js';
import { createLauncher } from './launcher.js';
import { start } from './too-old.js';

const looks = { title: 'Kedai', colour: '#0f766e', position: 'right', scheme: 'auto', locale: 'en' } as const;

afterEach(() => {
  for (const host of document.querySelectorAll('chatku-chat')) host.remove();
});

/** Relative luminance of a painted pixel. @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = ([red, green, blue]: readonly number[]) => {
  const [r, g, b] = [red, green, blue].map((part) => {
    const share = (part ?? 0) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (one: readonly number[], other: readonly number[]) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
};

describe('the launcher', () => {
  it('is a button with a name in the language asked for, and says that it is closed', async () => {
    for (const [locale, name] of [
      ['en', 'Open chat'],
      ['ms-MY', 'Buka sembang'],
      ['zh-Hans', '打开聊天'],
      ['fr', 'Open chat'],
    ] as const) {
      const { root } = createLauncher({ ...looks, locale: locale as 'en' }, () => {});
      await expect.element(page.getByRole('button', { name, expanded: false })).toBeVisible();
      root.host.remove();
    }
  });

  it('axe finds nothing, closed, open and with a badge', async () => {
    const launcher = createLauncher(looks, () => {});
    const draw = createLauncherState(launcher);
    for (const [open, unread] of [
      [false, 0],
      [true, 0],
      [false, 120],
    ] as const) {
      draw(open, unread, 'en');
      const { violations } = await axe.run(launcher.root.host, { rules: { region: { enabled: false } } });
      expect(violations.map(({ id }) => id)).toEqual([]);
    }
    expect(launcher.button.getAttribute('aria-label')).toBe('Open chat (99+)');
    draw(false, 3, 'ms');
    await expect.element(page.getByRole('button', { name: 'Buka sembang (3)' })).toBeVisible();
  });

  it('is where the bot’s looks say, with a target of 56 pixels, whatever the page’s own styles', () => {
    const style = document.createElement('style');
    style.textContent =
      '* { all: revert; width: 1px } body > * { display: none !important; transform: scale(2); opacity: 0 }';
    ('* { position: static !important; all: revert; width: 1px; } button { width: 3px; height: 3px }');
    document.head.append(style);
    for (const position of ['left', 'right'] as const) {
      const { button, root } = createLauncher({ ...looks, position }, () => {});
      const box = button.getBoundingClientRect();
      expect([box.width, box.height]).toEqual([56, 56]);
      expect(innerHeight - box.bottom).toBe(20);
      expect(position === 'left' ? box.left : document.documentElement.clientWidth - box.right).toBe(20);
      root.host.remove();
    }
    style.remove();
  });

  it('has an icon with a contrast of 3:1 and more on every colour', async () => {
    const colours = ['#ffffff', '#000000', '#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff', '#ff00ff', '#808080'];
    colours.push('#0f766e', '#ff6600', '#ff5500', '#00a000', '#00b000', '#737373', '#7a7a7a', '#c0392b', '#f39c12');
    for (const colour of colours) {
      const { button, root } = createLauncher({ ...looks, colour }, () => {});
      const base64 = await page.elementLocator(button).screenshot({ base64: true, save: false });
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const canvas = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
      canvas.drawImage(picture, 0, 0);
      const at = (x: number, y: number) => [...canvas.getImageData(x, y, 1, 1).data];
      expect([colour, contrast(at(28, 26), at(28, 6)) >= 3]).toEqual([colour, true]);
      root.host.remove();
    }
  });

  it('in a browser that is too old says so, and nobody is identified', async () => {
    const launcher = createLauncher(looks, () => {});
    const app = start({ settings: { looks } as never, launcher, ready: Promise.resolve(0) });
    app.open();
    expect(launcher.button.textContent).toBe('Please update your browser to chat with us.');
    expect(await app.setUser('ada')).toEqual({ status: 'refused', code: 'browser_too_old' });
  });

  it('says it there in the bot’s own words, and in ours where they cannot be had', async () => {
    const asked: string[] = [];
    const { fetch } = window;
    const answers: (() => Promise<Response>)[] = [
      async () => Response.json({ behaviour: { texts: { en: { browser_too_old: 'Ask Senja by phone.' } } } }),
      async () => Promise.reject(new TypeError('offline')),
    ];
    window.fetch = async (address) => {
      asked.push(`${address}`);
      return (answers.shift() as () => Promise<Response>)();
    };
    const settings = { api: 'https://chat.example.com', bot: 'bot-1', build: 'x', looks, more: 1 } as const;
    for (const text of ['Ask Senja by phone.', 'Please update your browser to chat with us.']) {
      const launcher = createLauncher(looks, () => {});
      start({ settings, launcher, ready: Promise.resolve(0) }).open();
      await expect.poll(() => launcher.button.textContent).toBe(text);
    }
    window.fetch = fetch;
    expect(asked).toEqual(Array(2).fill('https://chat.example.com/w/bot-1.json'));
  });
});
