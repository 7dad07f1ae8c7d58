import { afterEach, describe, expect, it } from 'vitest';
import { cdp } from 'vitest/browser';
import { contrast } from './colour/on-colour.js';
import { FakeEngine, messageOf, viewOf } from './fake-engine.fixture.js';
import { type Mounted, openPanel } from './mounted-panel.fixture.js';

/** What a session of Chromium's own protocol does here. */
type Session = { send(method: string, params: object): Promise<unknown> };

const force = (scheme: 'light' | 'dark') =>
  (cdp() as unknown as Session).send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'forced-colors', value: 'active' },
      { name: 'prefers-color-scheme', value: scheme },
    ],
  });
afterEach(() => (cdp() as unknown as Session).send('Emulation.setEmulatedMedia', { features: [] }));

/** `rgb(1, 2, 3)` as `#010203`; null for what is seen through. */
const hex = (colour: string): string | null => {
  const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  if (alpha !== 1) return null;
  return `#${[red, green, blue].map((part) => (part ?? 0).toString(16).padStart(2, '0')).join('')}`;
};
/** The first ground behind an element, within the panel, that is not seen through. */
const groundOf = (element: Element | null): string => {
  if (!element) throw new Error('the panel lets the page shine through');
  return hex(getComputedStyle(element).backgroundColor) ?? groundOf(element.parentElement);
};

/** Every element with words of its own that are to be seen. */
const readable = (panel: Mounted): HTMLElement[] =>
  panel
    .findAll('*')
    .filter(
      (element) =>
        !element.closest('.sr') &&
        [...element.childNodes].some(({ nodeType, nodeValue }) => nodeType === Node.TEXT_NODE && nodeValue?.trim()),
    );

const VIEWS = {
  'a talk': viewOf({
    typing: 'bot',
    connection: 'reconnecting',
    messages: [
      messageOf('Hello, [a link](https://shop.my)'),
      messageOf('Mine', { author: 'visitor', state: 'failed' }),
      messageOf('Choose', {
        body: {
          buttons: [{ kind: 'url', id: 'a', label: 'Site', url: 'https://shop.my' }],
          quick_replies: [{ id: 'b', label: 'Yes' }],
        },
      }),
    ],
  }),
  'an empty chat': viewOf(),
  'a question': viewOf({ linkQuestion: { messages: 3, lastAtMs: 0 } }),
  'a refused chat': viewOf({ connection: 'refused', refused: 'protocol_too_old', loaded: false }),
};

describe.each(['light', 'dark'] as const)('in forced colours, %s', (scheme) => {
  it.each(Object.entries(VIEWS))('%s is read on a ground of the system’s', async (_, view) => {
    await force(scheme);
    const panel = await openPanel(new FakeEngine(view), { scheme });
    const words = readable(panel);
    expect(words.length).toBeGreaterThan(2);
    for (const element of words) {
      const colour = hex(getComputedStyle(element).color) ?? '';
      expect([element.outerHTML, contrast(colour, groundOf(element)) >= 4.5]).toEqual([element.outerHTML, true]);
    }
  });

  it('edges stand where grounds told parts from each other', async () => {
    await force(scheme);
    const edge = (element: Element): void => {
      const { borderTopColor, borderTopWidth } = getComputedStyle(element);
      expect([element.className, borderTopWidth]).toEqual([element.className, '1px']);
      const seen = contrast(hex(borderTopColor) ?? groundOf(element), groundOf(element)) > 3;
      expect([element.outerHTML, borderTopColor, seen]).toEqual([element.outerHTML, borderTopColor, true]);
    };
    const talk = await openPanel(new FakeEngine(VIEWS['a talk']), { scheme });
    for (const element of talk.findAll('.root, .sheet, .bubble:not(.failed *), button, .button')) edge(element);
    const loading = await openPanel(new FakeEngine(viewOf({ loaded: false, connection: 'connecting' })), { scheme });
    expect(loading.findAll('.bone')).toHaveLength(3);
    for (const element of loading.findAll('.bone')) edge(element);
  });
});
