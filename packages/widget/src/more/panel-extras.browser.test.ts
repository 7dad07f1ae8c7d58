import { type Behaviour, DEFAULT_BEHAVIOUR, type Looks } from '@chatku/schemas';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import type { ChatEngine } from '../engine/chat.js';
import { loadI18n } from '../i18n/i18n.js';
import { FakeEngine, looksOf, messageOf, viewOf } from '../panel/fake-engine.fixture.js';
import { type Boot, start } from '../panel/mount.js';
import { endAnimations, expectAccessible, type Mounted, settled } from '../panel/mounted-panel.fixture.js';
import { createLanguages } from './languages.js';
import { withExtras } from './panel-extras.js';
import { withTyping } from './typing.js';

/** An engine with what the extras ask beyond the panel. */
class Engine extends FakeEngine {
  who: { kind: 'none' | 'guest' | 'verified'; contactId?: string } = { kind: 'guest', contactId: 'contact-1' };
  startFlow(ref: string): void {
    this.calls.push(['startFlow', ref]);
  }
  act(path: string, body: object): void {
    this.calls.push(['act', path, body]);
  }
  identity() {
    return this.who;
  }
}

const FLOW = '01890000-0000-7000-8000-000000000000';
const gone: (() => void)[] = [];
beforeEach(() => page.viewport(1000, 700));
afterEach(() => {
  for (const end of gone.splice(0)) end();
});

const mount = async (
  engine: Engine,
  given: Partial<Behaviour>,
  looks: Partial<Looks> = {},
  quiet = { now: false, closing: false },
): Promise<Mounted> => {
  const behaviour = { ...DEFAULT_BEHAVIOUR, ...given };
  const all = Object.assign(engine.looks, looks, { speak: createLanguages(behaviour.texts).speak });
  const host = document.createElement('div');
  host.style.height = '600px';
  document.body.append(host);
  const shadow = host.attachShadow({ mode: 'open' });
  const launcher = document.createElement('button');
  launcher.textContent = 'Chat';
  shadow.append(launcher);
  await loadI18n('en');
  const kept = new Map<string, string | null>();
  const keep = (key: string, value?: string | null) => {
    if (value !== undefined) kept.set(key, value);
    return kept.get(key) ?? null;
  };
  const boot: Boot = {
    host: shadow,
    engine: engine as ChatEngine,
    launcher,
    locale: 'en',
    scheme: 'light',
    onClose() {},
  };
  const panel = withExtras(behaviour, all, keep, quiet)(start)(boot);
  const element = shadow.querySelector('chatku-panel') as HTMLElement;
  const root = element.shadowRoot as ShadowRoot;
  gone.push(() => {
    panel.destroy();
    host.remove();
  });
  panel.open();
  await settled();
  endAnimations(root);
  return {
    ...panel,
    root,
    element,
    launcher,
    closings: () => 0,
    find<E extends HTMLElement>(selector: string): E {
      const found = root.querySelector<E>(selector);
      if (!found) throw new Error(`no ${selector} in the panel`);
      return found;
    },
    findAll: (selector) => [...root.querySelectorAll<HTMLElement>(selector)],
    focused: () => root.activeElement,
  };
};
const press = (target: Element | null, key: string): boolean =>
  !!target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));

describe('starters', () => {
  const starters: Behaviour['starters'] = [
    { kind: 'say', id: 'hours', label: 'Opening hours', text: 'When are you open?' },
    { kind: 'flow', id: 'order', label: 'Order', flow_id: FLOW },
  ];

  it('stand in an empty chat, say or start what they are for, and go with the first message', async () => {
    const engine = new Engine();
    const panel = await mount(engine, { starters });
    expect(panel.findAll('.starters button').map((button) => button.textContent)).toEqual(['Opening hours', 'Order']);
    await expectAccessible(panel);
    panel.findAll('.starters button')[1]?.click();
    expect(engine.callsOf('startFlow' as 'send')).toEqual([['order']]);
    expect(panel.findAll('.starters')).toEqual([]);
    engine.set({ generation: 2 });
    await settled();
    panel.findAll('.starters button')[0]?.click();
    expect(engine.callsOf('send')).toEqual([['When are you open?']]);
    engine.add(messageOf('Hello'));
    await settled();
    expect(panel.findAll('.starters')).toEqual([]);
  });
});

describe('the menu', () => {
  const menu: Behaviour['menu'] = [
    { kind: 'say', id: 'a', label: 'Prices', text: 'What does it cost?' },
    {
      kind: 'menu',
      id: 'b',
      label: 'More',
      items: [
        { kind: 'url', id: 'c', label: 'Website', url: 'https://shop.example.my/' },
        { kind: 'flow', id: 'd', label: 'Order', flow_id: FLOW },
      ],
    },
  ];

  it('opens, is walked through by keys on both levels, and closes without closing the chat', async () => {
    const engine = new Engine();
    const panel = await mount(engine, { menu });
    const button = panel.find('[aria-haspopup=menu]');
    button.click();
    expect(button.getAttribute('aria-expanded')).toBe('true');
    expect(panel.focused()?.textContent).toBe('Prices');
    await expectAccessible(panel);
    press(panel.focused(), 'ArrowDown');
    expect(panel.focused()?.textContent).toContain('More');
    (panel.focused() as HTMLElement).click();
    expect(panel.focused()?.textContent).toContain('Website');
    await expectAccessible(panel);
    press(panel.focused(), 'End');
    expect(panel.focused()?.textContent).toBe('Order');
    press(panel.focused(), 'ArrowLeft');
    expect(panel.focused()?.textContent).toContain('More');
    press(panel.focused(), 'Escape');
    expect(panel.find<HTMLElement>('.menu').hidden).toBe(true);
    expect(panel.focused()).toBe(button);
    expect(panel.find<HTMLDialogElement>('dialog').open).toBe(true);
  });

  it('does what the item says', async () => {
    const engine = new Engine();
    const panel = await mount(engine, { menu });
    panel.find('[aria-haspopup=menu]').click();
    (panel.focused() as HTMLElement).click();
    expect(engine.callsOf('send')).toEqual([['What does it cost?']]);
    panel.find('[aria-haspopup=menu]').click();
    panel.find('[data-id=b]').click();
    expect(panel.find<HTMLAnchorElement>('[data-id=c]').href).toBe('https://shop.example.my/');
    panel.find('[data-id=d]').click();
    expect(engine.callsOf('startFlow' as 'send')).toEqual([['d']]);
  });
});

describe('the form before the chat', () => {
  const pre_chat: Behaviour['pre_chat'] = {
    fields: [
      { name: 'email', label: 'E-mail', required: true },
      { name: 'plan', label: 'Plan', required: false },
    ],
    consent: { text: 'I agree to the terms.', url: 'https://shop.example.my/terms' },
  };

  it('asks a guest, checks, sends once, and makes room for the chat', async () => {
    const engine = new Engine();
    const panel = await mount(engine, { pre_chat });
    await expectAccessible(panel);
    expect(getComputedStyle(panel.find('form[part=composer]')).display).toBe('none');
    const submit = () => panel.find<HTMLButtonElement>('.ask [type=submit]').click();
    submit();
    expect(panel.focused()?.id).toBe('ask-email');
    expect(panel.find('#ask-email-error').textContent).toBe('Please fill this in.');
    panel.find<HTMLInputElement>('#ask-email').value = 'nobody';
    submit();
    expect(panel.find('#ask-email-error').textContent).toBe('Please check what you wrote.');
    panel.find<HTMLInputElement>('#ask-email').value = 'a@example.my';
    submit();
    expect(panel.focused()?.id).toBe('ask-consent');
    panel.find<HTMLInputElement>('#ask-consent').checked = true;
    submit();
    expect(engine.callsOf('act' as 'send')).toEqual([
      ['pre-chat', { client_id: expect.any(String), values: { email: 'a@example.my' }, consent: true }],
    ]);
    expect(panel.findAll('.ask')).toEqual([]);
    expect(getComputedStyle(panel.find('form[part=composer]')).display).toBe('flex');
  });

  it('asks the next guest anew, with nothing of what the one before typed, ticked or sent', async () => {
    const engine = new Engine();
    const panel = await mount(engine, { pre_chat });
    const come = async (kind: 'none' | 'guest' | 'verified', contactId?: string) => {
      engine.who = contactId ? { kind, contactId } : { kind };
      engine.set({ identity: kind, generation: engine.view.generation + 1 });
      await settled();
    };
    const fill = () => {
      panel.find<HTMLInputElement>('#ask-email').value = 'a@example.my';
      panel.find<HTMLInputElement>('#ask-consent').checked = true;
    };
    fill();
    await come('verified', 'contact-2');
    expect(panel.findAll('.ask')).toEqual([]);
    await come('guest', 'contact-3');
    expect(panel.find<HTMLInputElement>('#ask-email').value).toBe('');
    expect(panel.find<HTMLInputElement>('#ask-consent').checked).toBe(false);
    fill();
    panel.find<HTMLButtonElement>('.ask [type=submit]').click();
    expect(panel.findAll('.ask')).toEqual([]);
    await come('verified', 'contact-2');
    await come('guest', 'contact-4');
    expect(panel.findAll('.ask')).toHaveLength(1);
    expect(engine.callsOf('act' as 'send')).toHaveLength(1);
  });

  it('is answered by a guest: what was sent before there is one waits, and is nobody else’s', async () => {
    const engine = new Engine(viewOf({ identity: 'none', connection: 'idle', loaded: false }));
    engine.who = { kind: 'none' };
    const panel = await mount(engine, { pre_chat: { fields: [], consent: { text: 'I agree.', url: null } } });
    const submit = () => {
      panel.find<HTMLInputElement>('#ask-consent').checked = true;
      panel.find<HTMLButtonElement>('.ask [type=submit]').click();
    };
    submit();
    engine.who = { kind: 'verified', contactId: 'contact-2' };
    engine.set({ identity: 'verified', generation: 2 });
    await settled();
    engine.who = { kind: 'none' };
    engine.set({ identity: 'none', generation: 3 });
    await settled();
    expect(engine.callsOf('act' as 'send')).toEqual([]);
    submit();
    expect(panel.findAll('.ask')).toEqual([]);
    engine.who = { kind: 'guest', contactId: 'contact-3' };
    engine.set({ identity: 'guest' });
    await settled();
    expect(engine.callsOf('act' as 'send')).toHaveLength(1);
  });

  it('asks neither a verified visitor nor a guest who has written', async () => {
    const known = new Engine(viewOf({ identity: 'verified' }));
    known.who = { kind: 'verified', contactId: 'contact-2' };
    expect((await mount(known, { pre_chat })).findAll('.ask')).toEqual([]);
    const writer = new Engine(viewOf({ messages: [messageOf('Hello', { author: 'visitor' })] }));
    expect((await mount(writer, { pre_chat })).findAll('.ask')).toEqual([]);
  });
});

describe('business hours', () => {
  const never = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };
  const day = [{ from: '00:00', to: '24:00' }];
  const always = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day };
  const common = { timezone: 'Asia/Kuala_Lumpur', offline_message: 'We are back on Monday.' };

  it('are said outside of them, and only there', async () => {
    const closed = await mount(new Engine(), { hours: { ...common, ...never } });
    expect(closed.find('.hours').textContent).toBe('We are back on Monday.');
    expect(closed.find('.sheet > [role=status]:first-child > .hours')).not.toBe(null);
    await expectAccessible(closed);
    const open = await mount(new Engine(), { hours: { ...common, ...always } });
    expect(open.findAll('.hours')).toEqual([]);
    expect(open.find('.sheet > [role=status]:first-child').textContent).toBe('');
  });
});

describe('typing', () => {
  const typing = { per_character_ms: 20, at_most_ms: 100 };

  it('ends with the panel, and begins anew with whoever comes next', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    try {
      const engine = new Engine(viewOf());
      const [seen, stop] = withTyping(engine, typing);
      const said = () => seen.view.messages.map(({ body }) => body.text);
      engine.add(messageOf('one of many'), messageOf('two of many'), messageOf('three of many'));
      engine.set({ generation: 2, messages: [] });
      expect(vi.getTimerCount()).toBe(0);
      engine.add(messageOf('for the next'));
      expect(said()).toEqual([]);
      vi.advanceTimersByTime(100);
      expect(said()).toEqual(['for the next']);
      engine.add(messageOf('for nobody'));
      stop();
      expect([vi.getTimerCount(), engine.listeners]).toEqual([0, 0]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('lets go of the engine when the panel does', async () => {
    const engine = new Engine();
    const panel = await mount(engine, { typing });
    panel.destroy();
    expect(engine.listeners).toBe(0);
  });

  it('lets live messages of the bot appear one after the other, and history at once', async () => {
    const engine = new Engine(viewOf({ messages: [messageOf('history')] }));
    const panel = await mount(engine, { typing });
    const said = () => panel.findAll('.row .bubble').map((bubble) => bubble.textContent?.trim());
    expect(said()).toEqual(['history']);
    engine.add(messageOf('one and more'), messageOf('two and more'));
    await new Promise((done) => setTimeout(done));
    expect(said()).toEqual(['history']);
    expect(panel.findAll('.typing')).toHaveLength(1);
    await expect.poll(said, { interval: 5 }).toEqual(['history', 'one and more']);
    await expect.poll(said, { interval: 5 }).toEqual(['history', 'one and more', 'two and more']);
    expect(panel.findAll('.typing')).toEqual([]);
  });
});

describe('looks', () => {
  it('change layout, corners, font and the colour of the dark', async () => {
    const panel = await mount(new Engine(), {}, { layout: 'drawer', font: 'Courier New', colour_dark: '#00ff00' });
    const box = getComputedStyle(panel.find('dialog'));
    expect(box.fontFamily).toBe('"Courier New", system-ui, sans-serif');
    expect(box.height).toBe(`${innerHeight}px`);
    panel.setColorScheme('dark');
    await settled();
    expect(getComputedStyle(panel.find('.face')).color).toBe('rgb(0, 255, 0)');
    const round = await mount(new Engine(), {}, { radius: 3 });
    expect(getComputedStyle(round.find('dialog')).borderRadius).toBe('3px');
  });

  it('the bot’s words stand in the place of ours, and unknown keys say nothing', async () => {
    const panel = await mount(new Engine(), {
      texts: { en: { emptyTitle: 'Selamat datang', nothing: 'x' } as Behaviour['texts']['en'] },
    });
    expect(panel.find('h3').textContent).toBe('Selamat datang');
  });

  it('overflow nowhere from right to left at 320 pixels', async () => {
    await page.viewport(320, 640);
    const menu: Behaviour['menu'] = [{ kind: 'say', id: 'a', label: 'قائمة '.repeat(6), text: 'x' }];
    const starters: Behaviour['starters'] = [{ kind: 'say', id: 's', label: 'سؤال '.repeat(8), text: 'x' }];
    const panel = await mount(new Engine(viewOf(), looksOf({ title: 'كيداي سنجا '.repeat(5) })), { menu, starters });
    panel.find('.root').dir = 'rtl';
    panel.find('[aria-haspopup=menu]').click();
    await settled();
    const box = panel.find('dialog');
    expect(box.clientWidth).toBeLessThanOrEqual(320);
    for (const inner of [box, ...panel.findAll('.sheet, .log, form')]) {
      expect([inner.className, inner.scrollWidth - inner.clientWidth]).toEqual([inner.className, 0]);
    }
    const edge = box.getBoundingClientRect();
    const list = panel.find('.menu').getBoundingClientRect();
    expect(list.left).toBeGreaterThanOrEqual(edge.left);
    expect(list.right).toBeLessThanOrEqual(edge.right);
  });
});

describe('while an inline chat begins by being touched', () => {
  it('starters and form stay under the finger', async () => {
    const starters: Behaviour['starters'] = [{ kind: 'say', id: 's', label: 'Hours', text: 'When?' }];
    const idle = { connection: 'idle', loaded: false, identity: 'none' } as const;
    const chat = new Engine(viewOf(idle));
    chat.who = { kind: 'none' };
    const panel = await mount(chat, { starters });
    const button = panel.find('.starters button');
    chat.set({ connection: 'connecting' });
    await settled();
    expect(button.isConnected).toBe(true);
    const asker = new Engine(viewOf(idle));
    asker.who = { kind: 'none' };
    const asking = await mount(asker, {
      pre_chat: { fields: [{ name: 'name', label: 'Name', required: true }], consent: null },
    });
    const field = asking.find('#ask-name');
    asker.set({ connection: 'connecting' });
    await settled();
    expect(field.isConnected).toBe(true);
  });
});

it('a chat that opens by itself takes nobody’s focus, one that is opened does', async () => {
  const field = document.createElement('input');
  document.body.append(field);
  gone.push(() => field.remove());
  field.focus();
  const quiet = await mount(new Engine(), {}, {}, { now: true, closing: false });
  expect(quiet.find<HTMLDialogElement>('dialog').open).toBe(true);
  expect(document.activeElement).toBe(field);
  const asked = await mount(new Engine(), {});
  expect(document.activeElement).not.toBe(field);
  expect(asked.focused()).not.toBe(null);
});
