import { beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ChatView } from '../engine/chat.js';
import { FakeEngine, looksOf, messageOf, viewOf } from './fake-engine.fixture.js';
import { endAnimations, expectAccessible, mountPanel, openPanel, settled } from './mounted-panel.fixture.js';

const DESKTOP: [number, number] = [1000, 800];
const PHONE: [number, number] = [320, 568];

beforeEach(() => page.viewport(...DESKTOP));

/** Pictures of a chat that between them show all there is. */
const views: Record<string, Partial<ChatView>> = {
  talk: {
    hasOlder: true,
    unread: 1,
    typing: 'agent',
    messages: [
      messageOf('Hello, where is my order?', {
        author: 'visitor',
        asGuest: true,
        createdAtMs: Date.now() - 90_000_000,
      }),
      messageOf('agent_joined', { author: 'system' }),
      messageOf('On **its** way: `KS-1`\n- see [the page](https://a.example)\n\n```\ncode\n```', {
        author: 'agent',
        authorName: 'Aina',
        body: { buttons: [{ kind: 'url', id: 'u', label: 'Track', url: 'https://a.example' }] },
      }),
      messageOf('Thanks https://a.example', { author: 'visitor', state: 'seen' }),
      messageOf('Anything else?', {
        body: {
          step_id: 's',
          buttons: [{ kind: 'reply', id: 'a', label: 'No' }],
          quick_replies: [{ id: 'b', label: 'Yes' }],
        },
      }),
    ],
  },
  empty: {},
  loading: { loaded: false, connection: 'connecting' },
  unsent: {
    connection: 'reconnecting',
    messages: (['failed', 'queued', 'sending'] as const).map((state) => messageOf(state, { author: 'visitor', state })),
  },
  question: { identity: 'verified', linkQuestion: { messages: 3, lastAtMs: Date.now() - 86_400_000 } },
  settling: { settling: true },
  refused: { connection: 'refused', refused: 'protocol_too_old', loaded: false },
};

describe('axe finds nothing', () => {
  it.each(Object.keys(views))('in %s, light and dark, wide and 320 pixels', async (name) => {
    for (const size of [DESKTOP, PHONE]) {
      await page.viewport(...size);
      for (const scheme of ['light', 'dark'] as const) {
        const panel = await openPanel(new FakeEngine(viewOf(views[name])), { scheme });
        await expectAccessible(panel);
        panel.destroy();
      }
    }
  });

  it.each(['en', 'ms', 'zh-Hans'])('in %s', async (locale) => {
    const panel = await openPanel(new FakeEngine(viewOf(views['talk'])), { locale });
    expect(panel.find('.root').lang).toBe(locale);
    await expectAccessible(panel);
  });

  it.each(['#ffffff', '#000000', '#ffe14d', '#7f7f7f', '#ff0000'])('with the colour %s', async (colour) => {
    for (const scheme of ['light', 'dark'] as const) {
      const panel = await openPanel(
        new FakeEngine(viewOf(views['talk']), looksOf({ colour, subtitle: 'Slow evenings' })),
        { scheme },
      );
      await expectAccessible(panel);
      panel.destroy();
    }
  });

  it('inline', async () => {
    await expectAccessible(await mountPanel(new FakeEngine(viewOf(views['talk'])), { layout: 'inline' }));
  });
});

describe('opening and closing', () => {
  it('moves the focus to the field, and back to the launcher', async () => {
    const engine = new FakeEngine();
    const panel = await mountPanel(engine);
    panel.launcher.focus();
    panel.open();
    await settled();
    expect(panel.focused()).toBe(panel.find('textarea'));
    panel.close();
    expect((panel.element.getRootNode() as ShadowRoot).activeElement).toBe(panel.launcher);
    expect(panel.closings()).toBe(1);
    expect(engine.calls.map(([name]) => name)).toEqual(['opened', 'closed']);
  });

  it('Escape closes, but not the one that ends an input method’s composition', async () => {
    const panel = await openPanel(new FakeEngine());
    const field = panel.find('textarea');
    field.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Escape', isComposing: true, bubbles: true, composed: true }),
    );
    expect(panel.closings()).toBe(0);
    await userEvent.keyboard('{Escape}');
    expect(panel.closings()).toBe(1);
    expect(panel.find<HTMLDialogElement>('dialog').open).toBe(false);
  });

  it('the close button closes', async () => {
    const panel = await openPanel(new FakeEngine());
    panel.find('[part=close]').click();
    expect(panel.closings()).toBe(1);
  });

  it('does not take the focus from the page when the page closes it', async () => {
    const panel = await openPanel(new FakeEngine());
    const elsewhere = document.createElement('input');
    document.body.append(elsewhere);
    elsewhere.focus();
    panel.close();
    expect(document.activeElement).toBe(elsewhere);
    elsewhere.remove();
  });

  it('closed, nothing of the chat is in the page', async () => {
    const panel = await openPanel(new FakeEngine(viewOf({ messages: [messageOf('sentinel')] })));
    expect(panel.root.textContent).toContain('sentinel');
    panel.close();
    expect(panel.root.textContent).not.toContain('sentinel');
  });

  it('twice is once', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    panel.open();
    panel.close();
    panel.close();
    expect(engine.calls.map(([name]) => name)).toEqual(['opened', 'closed']);
    expect(panel.closings()).toBe(1);
  });

  it('inline it is open, and tells so when it is first touched', async () => {
    const engine = new FakeEngine(viewOf({ connection: 'idle', loaded: false, identity: 'none' }));
    const panel = await mountPanel(engine, { layout: 'inline', launcher: null });
    expect(panel.find('.notice').textContent).toContain('Hello');
    expect(engine.calls).toEqual([]);
    panel.find('textarea').focus();
    expect(engine.callsOf('opened')).toHaveLength(1);
    panel.find('[part=log]').focus();
    expect(engine.callsOf('opened')).toHaveLength(1);
    panel.close();
    expect(engine.callsOf('closed')).toHaveLength(0);
    (panel.focused() as HTMLElement).blur();
    panel.open();
    expect(panel.focused()).toBe(panel.find('textarea'));
    expect(engine.callsOf('opened')).toHaveLength(1);
  });

  it('destroyed, it has left the page and the engine', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    panel.destroy();
    expect(engine.listeners).toBe(0);
    expect(panel.element.isConnected).toBe(false);
    expect(panel.closings()).toBe(0);
  });
});

describe('another person', () => {
  const SECRET = 'sentinel-of-A';
  const chatOfA = () =>
    viewOf({
      messages: [messageOf(SECRET), messageOf(`${SECRET} own`, { author: 'visitor' })],
      linkQuestion: { messages: 1, lastAtMs: 0 },
    });

  /** Watches the panel's shadow root; what is put into it after `start` is read back from the records. */
  const watch = (root: ShadowRoot) => {
    const added: string[] = [];
    const take = (records: MutationRecord[]): void => {
      for (const { addedNodes, target, type } of records) {
        for (const node of addedNodes) added.push(node.textContent ?? '');
        if (type === 'characterData') added.push(target.textContent ?? '');
      }
    };
    const observer = new MutationObserver(take);
    observer.observe(root, { childList: true, characterData: true, subtree: true, attributes: true });
    return {
      end: () => {
        take(observer.takeRecords());
        observer.disconnect();
        return added.join('\n');
      },
    };
  };

  it('no text of the person before is left when the listener returns, nor painted after', async () => {
    const engine = new FakeEngine(chatOfA());
    engine.draft = `${SECRET} draft`;
    const panel = await openPanel(engine);
    const field = panel.find<HTMLTextAreaElement>('textarea');
    expect(field.value).toContain(SECRET);
    engine.add(messageOf(`${SECRET} announced`));
    await settled();
    expect(panel.find('[aria-live=polite].sr').textContent).toContain(SECRET);

    const watched = watch(panel.root);
    engine.draft = '';
    engine.set({ ...viewOf(), generation: 2, messages: [messageOf('hello B')] });
    expect(panel.root.textContent).not.toContain(SECRET);
    expect(field.isConnected).toBe(false);
    await settled();
    expect(panel.root.textContent).toContain('hello B');
    expect(panel.find<HTMLTextAreaElement>('textarea').value).toBe('');
    expect(watched.end()).not.toContain(SECRET);
  });

  it('while it settles who it is, nothing of anybody is shown', async () => {
    const engine = new FakeEngine(chatOfA());
    const panel = await openPanel(engine);
    engine.set({ settling: true });
    expect(panel.root.textContent).not.toContain(SECRET);
    expect(panel.root.querySelector('textarea')).toBeNull();
    expect(panel.find('[role=status]').textContent).toContain('One moment');
  });

  it('the focus is in the field again', async () => {
    const engine = new FakeEngine(chatOfA());
    const panel = await openPanel(engine);
    expect(panel.focused()).toBe(panel.find('textarea'));
    engine.set({ generation: 2, settling: true });
    expect(panel.focused()).toBe(panel.find('h2'));
    engine.set({ settling: false });
    await settled();
    expect(panel.focused()).toBe(panel.find('textarea'));
  });

  it('a panel that is closed shows the next person when it opens', async () => {
    const engine = new FakeEngine(chatOfA());
    const panel = await openPanel(engine);
    panel.close();
    engine.set({ ...viewOf(), generation: 2 });
    panel.open();
    await settled();
    expect(panel.root.textContent).not.toContain(SECRET);
  });
});

describe('the link question', () => {
  it('says number and time, and nothing of the thread; no comes first', async () => {
    const engine = new FakeEngine(viewOf(views['question']));
    const panel = await openPanel(engine);
    const [no, yes] = panel.findAll('.question button');
    expect(panel.find('.question p').textContent).toMatch(/^3 messages .* \d{4} at /);
    expect(no?.textContent).toBe('No, not mine');
    expect(no?.className).toBe('primary');
    no?.click();
    yes?.click();
    expect(engine.callsOf('answerLink')).toEqual([['leave'], ['link']]);
    engine.set({ linkQuestion: null });
    await settled();
    expect(panel.findAll('.question')).toEqual([]);
  });
});

describe('a lost connection', () => {
  it('is told in words, and that an unsent message is safe', async () => {
    const engine = new FakeEngine(viewOf({ connection: 'reconnecting' }));
    const panel = await openPanel(engine);
    expect(panel.find('.banner').textContent?.trim()).toBe('Reconnecting');
    engine.add(messageOf('x', { author: 'visitor', state: 'queued' }));
    await settled();
    expect(panel.find('.banner').textContent?.trim()).toBe('Reconnecting, your message is safe');
    engine.set({ connection: 'online' });
    await settled();
    expect(panel.findAll('.banner')).toEqual([]);
  });
});

describe('a refused chat', () => {
  it.each(['origin_not_allowed', 'guests_not_allowed', 'protocol_too_old', 'bot_disabled'] as const)(
    'says why in plain words: %s',
    async (refused) => {
      const panel = await openPanel(new FakeEngine(viewOf({ connection: 'refused', refused, loaded: false })));
      expect(panel.find('.notice h3').textContent).toMatch(/^[A-Z][^_]+\.$/);
      expect(panel.root.querySelector('textarea')).toBeNull();
      expect(panel.findAll('.notice button')).toHaveLength(refused === 'protocol_too_old' ? 1 : 0);
    },
  );
});

describe('on a small screen', () => {
  it('the panel fills it and is modal; on a large one it is neither', async () => {
    await page.viewport(...PHONE);
    const panel = await openPanel(new FakeEngine());
    const dialog = panel.find<HTMLDialogElement>('dialog');
    expect(dialog.matches(':modal')).toBe(true);
    endAnimations(panel.root);
    expect(dialog.getBoundingClientRect()).toMatchObject({ x: 0, y: 0, width: 320, height: 568 });
    await page.viewport(...DESKTOP);
    await settled();
    expect(dialog.matches(':modal')).toBe(false);
    expect(dialog.open).toBe(true);
    expect(dialog.getBoundingClientRect().width).toBe(400);
    expect(panel.focused()).toBe(panel.find('textarea'));
  });

  it('it stays above a touch keyboard, which covers the page without making it smaller', async () => {
    await page.viewport(...PHONE);
    const panel = await openPanel(new FakeEngine());
    const seen = visualViewport as VisualViewport;
    const height = vi.spyOn(seen, 'height', 'get').mockReturnValue(300);
    const offset = vi.spyOn(seen, 'offsetTop', 'get').mockReturnValue(40);
    seen.dispatchEvent(new Event('resize'));
    expect(panel.find('dialog').getBoundingClientRect()).toMatchObject({ y: 40, height: 300 });
    expect(panel.find('textarea').getBoundingClientRect().bottom).toBeLessThanOrEqual(340);
    // Who zooms in wants to see a part of the panel, not a smaller one.
    const scale = vi.spyOn(seen, 'scale', 'get').mockReturnValue(2);
    seen.dispatchEvent(new Event('resize'));
    expect(panel.find('dialog').getBoundingClientRect()).toMatchObject({ y: 0, height: 568 });
    for (const mock of [height, offset, scale]) mock.mockRestore();
  });

  it('at four times the size it still has room for messages and the field', async () => {
    await page.viewport(320, 256);
    const panel = await openPanel(new FakeEngine(viewOf({ messages: [messageOf('x')] })));
    expect(panel.find('form').getBoundingClientRect().bottom).toBeLessThanOrEqual(256);
    expect(panel.find('.log').clientHeight).toBeGreaterThan(90);
  });

  it('nothing is wider than the screen', async () => {
    await page.viewport(...PHONE);
    const long = 'x'.repeat(300);
    const buttons = [{ kind: 'reply' as const, id: 'a', label: 'y'.repeat(80) }];
    const engine = new FakeEngine(
      viewOf({
        messages: [
          messageOf(`${long} https://a.example/${long}\n\n\`\`\`\n${long}\n\`\`\``, { body: { buttons } }),
          messageOf(long, { author: 'visitor' }),
          messageOf('?', { body: { quick_replies: [{ id: 'a', label: 'z'.repeat(80) }] } }),
        ],
      }),
      looksOf({ title: 'W'.repeat(60), subtitle: 'W'.repeat(120) }),
    );
    const panel = await openPanel(engine);
    for (const element of panel.findAll('.root, header, .log, .bubble, button, textarea')) {
      expect(element.getBoundingClientRect().right).toBeLessThanOrEqual(320);
    }
    expect(panel.find('.log').scrollWidth).toBe(panel.find('.log').clientWidth);
  });

  it('every target is 24 pixels or more', async () => {
    await page.viewport(...PHONE);
    for (const name of ['talk', 'unsent', 'question', 'refused']) {
      const panel = await openPanel(new FakeEngine(viewOf(views[name])));
      for (const target of panel.findAll('button, a.button, textarea')) {
        const { width, height } = target.getBoundingClientRect();
        expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
      }
      panel.destroy();
    }
  });
});

describe('what the page may change', () => {
  it('the language, in place', async () => {
    const panel = await openPanel(new FakeEngine(viewOf(views['talk'])));
    panel.setLocale('ms');
    await expect.poll(() => panel.find('textarea').getAttribute('placeholder')).toBe('Tulis mesej');
    expect(panel.find('.root').lang).toBe('ms');
  });

  it('the colour scheme', async () => {
    const panel = await openPanel(new FakeEngine());
    const surface = () => getComputedStyle(panel.find('.sheet')).backgroundColor;
    expect(surface()).toBe('rgb(255, 255, 255)');
    panel.setColorScheme('dark');
    await settled();
    expect(surface()).toBe('rgb(22, 24, 29)');
    expect(getComputedStyle(panel.find('.root')).colorScheme).toBe('dark');
  });

  it('colours and corners by custom properties; fonts of the page do not leak in', async () => {
    document.body.style.setProperty('--chatku-accent', 'rgb(1, 2, 3)');
    document.body.style.setProperty('--chatku-bubble-radius', '3px');
    document.body.style.fontSize = '40px';
    const panel = await openPanel(new FakeEngine(viewOf({ messages: [messageOf('x', { author: 'visitor' })] })));
    const bubble = getComputedStyle(panel.find('.bubble'));
    expect(bubble.backgroundColor).toBe('rgb(1, 2, 3)');
    expect(bubble.borderStartStartRadius).toBe('3px');
    expect(bubble.fontSize).toBe('15px');
    document.body.removeAttribute('style');
  });
});

describe('the sound', () => {
  it('is switched off and on by a button that tells its state', async () => {
    localStorage.removeItem('chatku:muted');
    const panel = await openPanel(new FakeEngine());
    const mute = panel.find('[aria-pressed]');
    for (const state of ['false', 'true', 'false']) {
      await settled();
      expect(mute.getAttribute('aria-pressed')).toBe(state);
      mute.click();
    }
    localStorage.removeItem('chatku:muted');
  });
});
