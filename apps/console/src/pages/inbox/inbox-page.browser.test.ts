import { afterEach, expect, test } from 'vitest';
import { setReachable } from '../../../far-end/in-page.js';
import { closeConsole, type Opened, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';

afterEach(closeConsole);

const open = async (scenario: 'full' | 'busy' = 'full'): Promise<Opened & { id: string }> => {
  const world = SCENARIOS[scenario]();
  const id = world.conversations[0]?.id ?? '';
  const opened = await openConsole(`/console/conversations/${id}`, { world, size: [1280, 800] });
  await opened.find('textarea');
  return { ...opened, id };
};

const write = (area: HTMLTextAreaElement, text: string): void => {
  area.value = text;
  area.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
const enter = (area: HTMLTextAreaElement, init: KeyboardEventInit = {}): void => {
  area.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...init }));
};
const said = ({ all }: Opened): string[] => all('.message .bubble').map((bubble) => bubble.textContent?.trim() ?? '');

test('what a visitor writes appears by itself, in the thread and at the top of the list', async () => {
  const opened = await open();
  const { world, all } = opened;
  const guest = world.conversations[2]?.id ?? '';
  world.say(opened.id, 'visitor', 'Are you there?');
  await expect.poll(() => said(opened).at(-1)).toBe('Are you there?');
  world.say(guest, 'visitor', 'Hello from another chat');
  await expect.poll(() => all('.item')[0]?.textContent).toContain('Hello from another chat');
});

test('a reply goes out with Enter and stands in the thread once', async () => {
  const opened = await open();
  const { world, find, id } = opened;
  const area = await find<HTMLTextAreaElement>('textarea');
  write(area, 'After five is **fine**.');
  enter(area);
  expect(area.value).toBe('');
  await expect.poll(() => world.messages.get(id)?.at(-1)?.body.text).toBe('After five is **fine**.');
  await opened.settled();
  await expect.poll(() => said(opened).filter((text) => text === 'After five is fine.')).toHaveLength(1);
  await expect.poll(() => opened.all('.sending')).toHaveLength(0);
});

test.each([
  ['with Shift it begins a new line', { shiftKey: true }],
  ['while composing it ends the composition', { isComposing: true }],
  ['after a composition in Safari it ends the composition', { keyCode: 229 }],
])('Enter sends nothing: %s', async (_, init) => {
  const { world, find, id } = await open();
  const before = world.messages.get(id)?.length;
  const area = await find<HTMLTextAreaElement>('textarea');
  write(area, '你好');
  enter(area, init);
  expect(area.value).toBe('你好');
  expect(world.messages.get(id)?.length).toBe(before);
});

test('a reply that could not be stored keeps its words, says why, and goes out once when tried again', async () => {
  const opened = await open();
  const { world, find, text, id } = opened;
  world.fail('reply', 'storage_unavailable', 503);
  const area = await find<HTMLTextAreaElement>('textarea');
  write(area, 'Do not lose me');
  enter(area);
  await find('.failed');
  expect(text()).toContain('Not sent. The server cannot store anything right now.');
  opened.all('.failed button')[0]?.click();
  await expect.poll(() => world.messages.get(id)?.filter((one) => one.body.text === 'Do not lose me')).toHaveLength(1);
  await expect.poll(() => opened.all('.failed')).toHaveLength(0);
});

test('a reply written without a connection goes out by itself when it is back', async () => {
  const opened = await open();
  const { world, find, id } = opened;
  setReachable(false);
  const area = await find<HTMLTextAreaElement>('textarea');
  write(area, 'Sent from a tunnel');
  enter(area);
  await find('.failed');
  setReachable(true);
  await expect
    .poll(() => world.messages.get(id)?.filter((one) => one.body.text === 'Sent from a tunnel').length, {
      timeout: 20_000,
    })
    .toBe(1);
});

test('an unfinished reply waits while other chats are looked at', async () => {
  const opened = await open();
  const { find, all, world } = opened;
  write(await find<HTMLTextAreaElement>('textarea'), 'half a thou');
  all<HTMLAnchorElement>('.item')
    .find((link) => link.textContent?.includes('Wei Ling'))
    ?.click();
  await expect.poll(() => location.pathname).toContain(world.conversations[1]?.id ?? '');
  await expect.poll(() => all<HTMLTextAreaElement>('textarea')[0]?.value).toBe('');
  history.back();
  await expect.poll(() => all<HTMLTextAreaElement>('textarea')[0]?.value).toBe('half a thou');
});

test('a visitor’s message stands as it was typed, with its addresses as links', async () => {
  const opened = await open();
  const { world, all, id } = opened;
  world.say(id, 'visitor', 'Is **this** it? https://shop.example/lamp. <b>yes</b>');
  await expect.poll(() => said(opened).at(-1)).toBe('Is **this** it? https://shop.example/lamp. <b>yes</b>');
  const links = [...(all('.message .bubble').at(-1)?.querySelectorAll('a') ?? [])];
  expect(links.map((link) => link.href)).toEqual(['https://shop.example/lamp']);
});

test('HTML and scripts in a message are text, and only safe addresses are links', async () => {
  const opened = await open();
  const { world, all, id } = opened;
  const evil = '<img src=x onerror=alert(1)> [click](javascript:alert(1)) [shop](https://shop.example)';
  world.say(id, 'bot', evil);
  await expect.poll(() => said(opened).at(-1)).toContain('<img src=x');
  const bubble = all('.message .bubble').at(-1);
  expect(bubble?.querySelector('img')).toBeNull();
  const links = [...(bubble?.querySelectorAll('a') ?? [])];
  expect(links.map((link) => link.href)).toEqual(['https://shop.example/']);
  expect(links[0]?.rel).toContain('noopener');
});

test('marking as done moves the chat to the other list, and reopening brings it back', async () => {
  const { world, find, all, text, id } = await open();
  all('header button')
    .find((button) => button.textContent?.includes('Mark as done'))
    ?.click();
  await expect.poll(() => world.conversation(id).status).toBe('done');
  await expect.poll(() => all('.item').some((item) => item.textContent?.includes('Aisyah'))).toBe(false);
  await expect.poll(text).toContain('Reopen');
  all('header button')
    .find((button) => button.textContent?.includes('Reopen'))
    ?.click();
  await expect.poll(() => world.conversation(id).status).toBe('open');
  await find('.item[aria-current]');
});

test('a paused bot is said with its hour, and can be set to work again', async () => {
  const { world, all, text, id } = await open();
  await expect.poll(text).toContain('The bot is silent until');
  all('.responder button')[0]?.click();
  await expect.poll(() => world.conversation(id).bot_paused_until).toBeNull();
  await expect.poll(text).toContain('The bot is answering.');
});

test('reading further up puts older messages above without moving what is being read', async () => {
  const world = SCENARIOS.busy();
  const long = world.conversations.at(-1)?.id ?? '';
  for (let i = 0; i < 120; i++) world.say(long, 'bot', `line ${i}`, { quietly: true });
  const opened = await openConsole(`/console/conversations/${long}`, { world, size: [1280, 800] });
  await expect.poll(() => said(opened).at(-1)).toBe('line 119');
  expect(said(opened)).toHaveLength(50);
  const scroller = await opened.find('.scroll[role="region"]');
  await expect.poll(() => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight).toBeLessThan(2);
  const first = opened.all('.message .bubble')[0] as HTMLElement;
  scroller.scrollTop = 150;
  const before = first.getBoundingClientRect().top;
  await expect.poll(() => said(opened).length).toBe(100);
  expect(said(opened)[0]).toBe('line 20');
  expect(Math.abs(first.getBoundingClientRect().top - before)).toBeLessThan(4);
});

test('new messages do not pull away a person who reads further up, but are announced', async () => {
  const world = SCENARIOS.busy();
  const long = world.conversations.at(-1)?.id ?? '';
  const opened = await openConsole(`/console/conversations/${long}`, { world, size: [1280, 800] });
  const scroller = await opened.find('.scroll[role="region"]');
  await expect.poll(() => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight).toBeLessThan(2);
  scroller.scrollTop -= 600;
  scroller.dispatchEvent(new Event('scroll'));
  const at = scroller.scrollTop;
  world.say(long, 'visitor', 'Read me');
  await expect.poll(() => opened.all('button.behind')).toHaveLength(1);
  expect(scroller.scrollTop).toBe(at);
  await expect
    .poll(() =>
      opened
        .all('.hidden-visually[role="status"]')
        .map((one) => one.textContent)
        .join(),
    )
    .toContain('Read me');
  opened.all('button.behind')[0]?.click();
  await expect.poll(() => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight).toBeLessThan(2);
});

test('thirty chats that all speak at once are drawn in one turn each, and asked for by no request', async () => {
  const opened = await open('busy');
  const { world, all } = opened;
  const asked = world.requests.length;
  const open30 = world.conversations.filter((one) => one.status === 'open');
  for (const one of open30) if (one.id !== opened.id) world.say(one.id, 'visitor', 'All at once');
  await expect
    .poll(() => all('.item').filter((item) => item.textContent?.includes('All at once')).length)
    .toBe(open30.length - 1);
  expect(world.requests.slice(asked).filter((line) => line.startsWith('GET'))).toEqual([]);
});

test('a visitor who types is seen typing, until the message comes', async () => {
  const { world, text, id } = await open();
  world.typing(id);
  await expect.poll(text).toContain('is typing');
  world.say(id, 'visitor', 'Done typing');
  await expect.poll(text).not.toContain('is typing');
});

test('the contact stands beside the chat, with proof and provenance', async () => {
  const { text, settled } = await open();
  await settled();
  await expect.poll(text).toMatch(/Proved by your website’s server, with an identifier hash\..*Key …[0-9a-f]{4}/);
  for (const word of ['Verified', 'order_no', 'Server', 'Signed', 'Visitor', 'Page']) expect(text()).toContain(word);
});

test('a conversation that does not exist is said to be missing', async () => {
  const { text } = await openConsole('/console/conversations/019a0000-0000-7000-8000-ffffffffffff');
  await expect.poll(text).toContain('It does not exist, or no longer.');
});
