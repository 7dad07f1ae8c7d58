import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import type { ChatMessage } from '../../engine/chat.js';
import en from '../../i18n/en.js';
import type { Speech } from '../../i18n/i18n.js';
import { FakeEngine, messageOf, viewOf } from '../fake-engine.fixture.js';
import { expectAccessible, type Mounted, openPanel, settled } from '../mounted-panel.fixture.js';

beforeEach(() => page.viewport(1000, 800));

const own = (text: string, given: Partial<ChatMessage> = {}) => messageOf(text, { author: 'visitor', ...given });
const many = (count: number, name = 'line') => Array.from({ length: count }, (_, at) => messageOf(`${name} ${at}`));
const bubbles = (panel: Mounted) => panel.findAll('.rows .bubble').map((bubble) => bubble.textContent);
const spoken = (panel: Mounted) => panel.find('.sr[aria-live=polite]').textContent;
const isAtEnd = ({ scrollHeight, scrollTop, clientHeight }: HTMLElement) => scrollHeight - scrollTop - clientHeight < 2;

it('axe finds nothing in a list that is scrolled up and has news below', async () => {
  const engine = new FakeEngine(viewOf({ messages: many(30), hasOlder: true }));
  const panel = await openPanel(engine);
  panel.find('.log').scrollTop = 300;
  await settled();
  engine.add(messageOf('news'));
  await settled();
  expect(panel.find('.latest').textContent).toContain('1 new message');
  await expectAccessible(panel);
});

describe('a screen reader', () => {
  it('is told what arrives, by whom, and nothing else', async () => {
    const engine = new FakeEngine(viewOf({ messages: [messageOf('old'), own('mine')] }));
    const panel = await openPanel(engine);
    expect(panel.find('[role=log]').getAttribute('aria-live')).toBe('off');
    expect(spoken(panel)).toBe('');

    engine.set({ hasOlder: true, messages: [messageOf('older'), ...engine.view.messages] });
    await settled();
    engine.add(own('my new words', { state: 'sending' }));
    await settled();
    expect(spoken(panel)).toBe('');

    engine.add(messageOf('**Hello**\n\nthere', { author: 'agent', authorName: 'Aina' }));
    await settled();
    expect(spoken(panel).replace(/\s+/g, ' ')).toBe('Aina: Hello there');
  });

  it('is told the number where many arrive at once', async () => {
    const engine = new FakeEngine(viewOf({ messages: [messageOf('old')] }));
    const panel = await openPanel(engine);
    engine.add(...many(4));
    await settled();
    expect(spoken(panel)).toBe('4 new messages');
  });

  it('is told of a line of the system in words', async () => {
    const engine = new FakeEngine(viewOf({ messages: [messageOf('old')] }));
    const panel = await openPanel(engine);
    engine.add(messageOf('agent_joined', { author: 'system' }));
    await settled();
    expect(spoken(panel)).toBe(en.agent_joined);
  });

  it('is alerted of a message that was not sent', async () => {
    const engine = new FakeEngine(viewOf({ messages: [own('x', { state: 'sending' })] }));
    const panel = await openPanel(engine);
    expect(panel.findAll('[role=alert]')).toEqual([]);
    engine.set({ messages: engine.view.messages.map((message) => ({ ...message, state: 'failed' as const })) });
    await settled();
    expect(panel.find('[role=alert]').textContent).toBe('Not sent');
  });
});

describe('the place in the list', () => {
  it('is the end when it opens, and stays there while messages come', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(40) }));
    const panel = await openPanel(engine);
    const log = panel.find('.log');
    expect(isAtEnd(log)).toBe(true);
    engine.add(messageOf('news'));
    engine.set({ typing: 'bot' });
    await settled();
    expect(isAtEnd(log)).toBe(true);
    expect(panel.findAll('.latest')).toEqual([]);
  });

  it('is the end beside a long draft, and stays there while the draft grows', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(40) }));
    engine.draft = 'a\nb\nc\nd';
    const panel = await openPanel(engine);
    const log = panel.find('.log');
    expect(isAtEnd(log)).toBe(true);
    const field = panel.find<HTMLTextAreaElement>('textarea');
    field.value += '\ne\nf';
    field.dispatchEvent(new InputEvent('input'));
    await settled();
    expect(isAtEnd(log)).toBe(true);
    expect(panel.findAll('.latest')).toEqual([]);
  });

  it('is kept while history is put above it, to the pixel, with the focus', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(40), hasOlder: true }));
    const panel = await openPanel(engine);
    const log = panel.find('.log');
    log.scrollTop = 0;
    await settled();
    expect(engine.callsOf('loadOlder').length).toBeGreaterThan(0);
    const older = panel.find('.older');
    older.focus();
    engine.set({ loadingOlder: true });
    await settled();
    expect(older.getAttribute('aria-disabled')).toBe('true');
    const first = panel.findAll('.bubble')[0] as HTMLElement;
    const { top } = first.getBoundingClientRect();
    engine.set({ loadingOlder: false, messages: [...many(30, 'older'), ...engine.view.messages] });
    await settled();
    expect(log.scrollTop).toBeGreaterThan(500);
    expect(Math.abs(first.getBoundingClientRect().top - top)).toBeLessThanOrEqual(1);
    expect(panel.focused()).toBe(older);
    expect(bubbles(panel)[0]).toBe('older 0');
  });

  it('the button asks for one page at a time, and hands the focus on when there is no more', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(2), hasOlder: true }));
    const panel = await openPanel(engine);
    const older = panel.find('.older');
    older.focus();
    older.click();
    engine.set({ loadingOlder: true });
    await settled();
    older.click();
    expect(engine.callsOf('loadOlder')).toHaveLength(1);
    engine.set({ loadingOlder: false, hasOlder: false, messages: [...many(2), ...engine.view.messages] });
    await settled();
    expect(panel.focused()).toBe(panel.find('.log'));
  });

  it('is not lost to a message while the visitor reads further up; the button leads to it', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(40) }));
    const panel = await openPanel(engine);
    const log = panel.find('.log');
    log.scrollTop = 400;
    await settled();
    const before = log.scrollTop;
    engine.add(messageOf('news'), messageOf('more news'));
    await settled();
    expect(log.scrollTop).toBe(before);
    const latest = panel.find('.latest');
    expect(latest.textContent).toContain('2 new messages');
    latest.click();
    await settled();
    expect(isAtEnd(log)).toBe(true);
    expect(panel.findAll('.latest')).toEqual([]);
    expect(panel.focused()).toBe(log);
  });

  it('follows the visitor’s own new message', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(40) }));
    const panel = await openPanel(engine);
    panel.find('.log').scrollTop = 100;
    await settled();
    engine.add(own('mine', { state: 'sending' }));
    await settled();
    expect(isAtEnd(panel.find('.log'))).toBe(true);
  });

  it('starts at what was not read, under a divider', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(60), unread: 30 }));
    const panel = await openPanel(engine);
    const divider = panel.find('.unread');
    const log = panel.find('.log').getBoundingClientRect();
    const { top, bottom } = divider.getBoundingClientRect();
    expect(divider.textContent).toBe('New messages');
    expect(divider.nextElementSibling?.textContent).toContain('line 30');
    expect(top).toBeGreaterThanOrEqual(log.top);
    expect(bottom).toBeLessThan(log.top + log.height / 2);
  });
});

describe('seen', () => {
  it('is told when the end is on screen', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(3), unread: 1 }));
    await openPanel(engine);
    expect(engine.callsOf('seen').length).toBeGreaterThan(0);
  });

  it('is not told while the end is out of sight, nor of nothing', async () => {
    const engine = new FakeEngine(viewOf({ messages: many(60), unread: 30 }));
    const panel = await openPanel(engine);
    expect(engine.callsOf('seen')).toEqual([]);
    panel.find('.log').scrollTop = 1e6;
    await settled();
    expect(engine.callsOf('seen').length).toBeGreaterThan(0);

    const nothing = new FakeEngine(viewOf({ messages: many(3) }));
    await openPanel(nothing);
    expect(nothing.callsOf('seen')).toEqual([]);
  });
});

describe('buttons', () => {
  const asking = messageOf('Which?', {
    body: {
      step_id: 's',
      buttons: [
        { kind: 'reply', id: 'a', label: 'Apple' },
        { kind: 'url', id: 'u', label: 'Web', url: 'https://a.example/x' },
        { kind: 'url', id: 'v', label: 'Bad', url: 'javascript:alert(1)' },
      ],
      quick_replies: [{ id: 'q', label: 'Quick' }],
    },
  });

  it('are pressed once, even by a double click', async () => {
    const engine = new FakeEngine(viewOf({ messages: [asking] }));
    const panel = await openPanel(engine);
    for (const detail of [1, 2]) {
      panel.find('.buttons button').dispatchEvent(new MouseEvent('click', { detail, bubbles: true }));
    }
    panel.find('.replies button').click();
    expect(engine.callsOf('press')).toEqual([
      [asking.key, 'a', 'Apple'],
      [asking.key, 'q', 'Quick'],
    ]);
  });

  it('to another page open it beside this one, and only if its address is safe', async () => {
    const panel = await openPanel(new FakeEngine(viewOf({ messages: [asking] })));
    const links = panel.findAll('.buttons a') as HTMLAnchorElement[];
    expect(links.map(({ href, target, rel }) => [href, target, rel])).toEqual([
      ['https://a.example/x', '_blank', 'noopener noreferrer'],
    ]);
    expect(links[0]?.textContent).toContain('opens in a new tab');
  });

  it('of a suggestion go once the visitor has answered; the focus stays in the list', async () => {
    const engine = new FakeEngine(viewOf({ messages: [asking] }));
    const panel = await openPanel(engine);
    panel.find('.replies button').focus();
    engine.add(own('Quick'));
    await settled();
    expect(panel.findAll('.replies')).toEqual([]);
    expect(panel.findAll('.buttons button')).toHaveLength(1);
    expect(panel.focused()).toBe(panel.find('.log'));
  });

  it('"Try again" sends a failed message again', async () => {
    const failed = own('x', { state: 'failed' });
    const engine = new FakeEngine(viewOf({ messages: [failed] }));
    const panel = await openPanel(engine);
    panel.find('.meta button').click();
    expect(engine.callsOf('retry')).toEqual([[failed.key]]);
  });
});

describe('words of a message', () => {
  it('stand under who wrote them, with the guest mark', async () => {
    const panel = await openPanel(
      new FakeEngine(
        viewOf({
          messages: [
            messageOf('a'),
            messageOf('b', { author: 'agent', authorName: 'Aina' }),
            messageOf('c', { author: 'agent' }),
            own('d', { asGuest: true }),
          ],
        }),
      ),
    );
    expect(panel.findAll('.author bdi').map(({ textContent }) => textContent)).toEqual([
      'Kedai Senja',
      'Aina',
      'Support',
    ]);
    expect(panel.find('.visitor .meta').textContent).toContain('as guest');
  });

  it('of the system are shown as this language says them, or not at all', async () => {
    const panel = await openPanel(
      new FakeEngine(
        viewOf({
          messages: [
            messageOf('conversation_done', { author: 'system' }),
            messageOf('<b>made up</b>', { author: 'system' }),
          ],
        }),
      ),
    );
    expect(panel.findAll('.system').map(({ textContent }) => textContent)).toEqual([en.conversation_done, '']);
  });

  it('are text, whatever they are: no element but those of the templates, no address but safe ones', async () => {
    const engine = new FakeEngine();
    const panel = await openPanel(engine);
    const hostile = fc.array(
      fc.constantFrom(
        ...[
          '<img src=x onerror=alert(1)>',
          '<script>alert(1)</script>',
          '</div>',
          '<!--',
          '{{',
          '${',
          '<style>*{}</style>',
        ],
        ...[
          '[a](javascript:alert(1))',
          '[a](https://a.example"onclick="x)',
          '**',
          '_',
          '`',
          '```\n',
          '\n- ',
          '\n1. ',
          '\u202e',
        ],
      ),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(hostile, fc.constantFrom('bot', 'agent', 'visitor'), async (bits, author) => {
        const text = bits.join('');
        engine.set({
          messages: [
            messageOf(text, { author, authorName: text, body: { quick_replies: [{ id: 'q', label: text }] } }),
          ],
        });
        await Promise.resolve();
        for (const element of panel.findAll('.rows *')) {
          expect(element.localName).toMatch(/^(div|span|p|br|strong|em|code|pre|ul|ol|li|a|bdi|time|button)$/);
          for (const { name } of element.attributes) expect(name).not.toMatch(/^(on|style)/);
          if (element instanceof HTMLAnchorElement) expect(element.protocol).toMatch(/^(https?|mailto|tel):$/);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('run from the side their language does', async () => {
    const panel = await openPanel(
      new FakeEngine(viewOf({ messages: [messageOf('مرحبا **أهلا** x'), messageOf('hello')] })),
    );
    const [arabic, english] = panel.findAll('.bubble p');
    expect(getComputedStyle(arabic as Element).direction).toBe('rtl');
    expect(getComputedStyle(english as Element).direction).toBe('ltr');
  });
});

it('in a language from right to left the whole list is mirrored', async () => {
  const engine = new FakeEngine(viewOf({ messages: [messageOf('a'), own('b')] }));
  const speak = (): Speech => ({ base: 'en', say: (words) => ['ar', words, 'rtl'] });
  Object.assign(engine.looks, { speak });
  const panel = await openPanel(engine);
  const [theirs, mine] = panel.findAll('.bubble').map((bubble) => bubble.getBoundingClientRect());
  const log = panel.find('.log').getBoundingClientRect();
  expect(log.right - (theirs?.right ?? 0)).toBeLessThan(32);
  expect((mine?.left ?? 0) - log.left).toBeLessThan(32);
});

it('many messages keep their elements when one is added', async () => {
  const engine = new FakeEngine(viewOf({ messages: many(100) }));
  const panel = await openPanel(engine);
  const before = panel.findAll('.row');
  engine.add(messageOf('news'));
  await settled();
  expect(panel.findAll('.row').slice(0, 100)).toEqual(before);
});
