import { MESSAGE_TEXT_MAX } from '@chatku/schemas';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { FakeEngine, viewOf } from '../fake-engine.fixture.js';
import { expectAccessible, type Mounted, openPanel, settled } from '../mounted-panel.fixture.js';
import { TEXT_MAX } from './composer.js';

const field = (panel: Mounted) => panel.find<HTMLTextAreaElement>('textarea');
const sendButton = (panel: Mounted) => panel.find<HTMLButtonElement>('[part=send]');
const write = async (panel: Mounted, text: string) => {
  field(panel).value = text;
  field(panel).dispatchEvent(new InputEvent('input', { bubbles: true }));
  await settled();
};
const enter = (panel: Mounted, init: KeyboardEventInit = {}) => {
  const event = new KeyboardEvent('keydown', {
    key: 'Enter',
    bubbles: true,
    composed: true,
    cancelable: true,
    ...init,
  });
  field(panel).dispatchEvent(event);
  return event;
};

it('axe finds nothing, empty, near the limit and over it', async () => {
  for (const scheme of ['light', 'dark'] as const) {
    const panel = await openPanel(new FakeEngine(), { scheme });
    for (const length of [0, 10, TEXT_MAX - 5, TEXT_MAX + 5]) {
      await write(panel, 'x'.repeat(length));
      await expectAccessible(panel);
    }
    panel.destroy();
  }
});

it('its limit is that of the wire', () => expect(TEXT_MAX).toBe(MESSAGE_TEXT_MAX));

describe('Enter', () => {
  it('sends, and the field is empty again', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    await userEvent.type(field(panel), ' hello  ');
    expect(enter(panel).defaultPrevented).toBe(true);
    await settled();
    expect(engine.callsOf('send')).toEqual([['hello']]);
    expect(field(panel).value).toBe('');
    expect(engine.draft).toBe('');
  });

  it('never sends while an input method composes, nor with the key that ends it', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    await write(panel, '你好');
    expect(enter(panel, { isComposing: true }).defaultPrevented).toBe(false);
    expect(enter(panel, { keyCode: 229 }).defaultPrevented).toBe(false);
    expect(engine.callsOf('send')).toEqual([]);
    expect(field(panel).value).toBe('你好');
    enter(panel, { keyCode: 13 });
    expect(engine.callsOf('send')).toEqual([['你好']]);
  });

  it('with Shift breaks the line', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    field(panel).focus();
    await userEvent.keyboard('a{Shift>}{Enter}{/Shift}b');
    await settled();
    expect(field(panel).value).toBe('a\nb');
    expect(engine.callsOf('send')).toEqual([]);
  });

  it('sends nothing of white space', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    await write(panel, ' \n ');
    enter(panel);
    expect(engine.callsOf('send')).toEqual([]);
    expect(sendButton(panel).disabled).toBe(true);
  });
});

describe('the button', () => {
  it('sends, and leaves the focus in the field', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    await write(panel, 'hello');
    await userEvent.click(sendButton(panel));
    await settled();
    expect(engine.callsOf('send')).toEqual([['hello']]);
    expect(panel.focused()).toBe(field(panel));
  });

  it('works while the connection is away: the engine keeps the message', async () => {
    const engine = new FakeEngine(viewOf({ connection: 'reconnecting' }));
    const panel = await openPanel(engine);
    await write(panel, 'hello');
    sendButton(panel).click();
    expect(engine.callsOf('send')).toEqual([['hello']]);
  });
});

describe('the limit', () => {
  it('is told when it comes near, and nothing longer is sent', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    await write(panel, 'x'.repeat(TEXT_MAX - 200));
    expect(panel.findAll('#room')).toEqual([]);
    await write(panel, 'x'.repeat(TEXT_MAX - 1));
    expect(panel.find('#room').textContent?.trim()).toBe('1 character left');
    expect(field(panel).getAttribute('aria-describedby')).toBe('room');
    await write(panel, 'x'.repeat(TEXT_MAX + 2));
    expect(panel.find('#room').textContent?.trim()).toBe('2 characters too many');
    expect(field(panel).getAttribute('aria-invalid')).toBe('true');
    enter(panel);
    expect(engine.callsOf('send')).toEqual([]);
    expect(sendButton(panel).disabled).toBe(true);
    await write(panel, 'x'.repeat(TEXT_MAX));
    enter(panel);
    expect(engine.callsOf('send')).toHaveLength(1);
  });
});

describe('what is being written', () => {
  it('is the engine’s draft, and is there again when the panel opens', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    await write(panel, 'half a thou');
    expect(engine.draft).toBe('half a thou');
    expect(engine.callsOf('typing')).toHaveLength(1);
    panel.close();
    panel.open();
    await settled();
    expect(field(panel).value).toBe('half a thou');
  });

  it('is not touched by what happens around it', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    const area = field(panel);
    await write(panel, 'half');
    engine.set({ typing: 'agent', connection: 'reconnecting', linkQuestion: { messages: 1, lastAtMs: 0 } });
    await settled();
    expect(field(panel)).toBe(area);
    expect(area.value).toBe('half');
    expect(panel.focused()).toBe(area);
  });

  it('has room: the field grows with its lines, to a height', async () => {
    const panel = await openPanel(new FakeEngine());
    const heightOf = async (lines: number) => {
      await write(panel, 'x\n'.repeat(lines - 1) + 'x');
      return field(panel).offsetHeight;
    };
    const [one, three, many] = [await heightOf(1), await heightOf(3), await heightOf(50)];
    expect(one).toBeGreaterThanOrEqual(40);
    expect(three).toBeGreaterThan(one + 30);
    expect(many).toBe(132);
    expect(await heightOf(1)).toBe(one);
  });
});
