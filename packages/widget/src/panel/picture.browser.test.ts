import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FakeEngine, messageOf, viewOf } from './fake-engine.fixture.js';
import { type Mounted, openPanel } from './mounted-panel.fixture.js';

const ADDRESS = 'https://chat.example.com/w/a/bot-1/9f86d081884c7d65';

/** An engine whose bot has a picture. */
class PicturedEngine extends FakeEngine {
  readonly picture = ADDRESS;
}
const talk = () =>
  new PicturedEngine(
    viewOf({ messages: [messageOf('Hello'), messageOf('Hi', { author: 'agent', authorName: 'Mei' })] }),
  );

const bluePicture = (): Promise<Blob> => {
  const canvas = new OffscreenCanvas(4, 4);
  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  pen.fillStyle = '#00f';
  pen.fillRect(0, 0, 4, 4);
  return canvas.convertToBlob();
};

let asked: string[];
const serve = (answer: () => Promise<Response>) =>
  vi.spyOn(window, 'fetch').mockImplementation((input) => {
    asked.push(String(input));
    return answer();
  });
const picture = ({ root }: Mounted, selector: string): string =>
  getComputedStyle(root.querySelector(selector) as Element).backgroundImage;
const isShown = (panel: Mounted) => expect.poll(() => picture(panel, 'header .face')).toMatch(/^url\("blob:/);

beforeEach(() => {
  asked = [];
});
afterEach(() => vi.restoreAllMocks());

it('the bot’s picture is fetched once, and shown in the head and beside what the bot says, as a blob', async () => {
  serve(async () => new Response(await bluePicture()));
  const panel = await openPanel(talk());
  await isShown(panel);
  expect(asked).toEqual([ADDRESS]);
  const [bots, agents] = panel.findAll('.row .face');
  expect(getComputedStyle(bots as Element).backgroundImage).toBe(picture(panel, 'header .face'));
  // An agent has a face of their own.
  expect(getComputedStyle(agents as Element).backgroundImage).toBe('none');
  expect(agents?.textContent).toBe('M');
  panel.close();
  panel.open();
  expect(asked).toHaveLength(1);
});

it('is shown where nobody has written yet', async () => {
  serve(async () => new Response(await bluePicture()));
  const panel = await openPanel(new PicturedEngine());
  await isShown(panel);
  expect(picture(panel, '.notice .face')).toMatch(/^url\("blob:/);
});

it('covers the initial, which is there until then', async () => {
  let answer: (response: Response) => void = () => {};
  serve(() => new Promise((resolve) => (answer = resolve)));
  const panel = await openPanel(talk());
  const face = panel.find('header .face');
  const letterLeft = () => {
    const range = document.createRange();
    range.selectNodeContents(face);
    return range.getBoundingClientRect().left;
  };
  expect(face.textContent).toBe('K');
  expect(letterLeft()).toBeLessThan(face.getBoundingClientRect().right);
  answer(new Response(await bluePicture()));
  await isShown(panel);
  expect(letterLeft()).toBeGreaterThanOrEqual(face.getBoundingClientRect().right);
});

it.each([
  ['cannot be reached', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['is gone', async () => Response.json({ code: 'not_found' }, { status: 404 })],
  ['is none', async () => new Response('<svg/>', { headers: { 'content-type': 'image/png' } })],
])('a picture that %s leaves the initial', async (_, answer: () => Promise<Response>) => {
  let failed = 0;
  const told = <T>(promise: Promise<T>): Promise<T> =>
    promise.catch((reason: unknown) => {
      failed++;
      throw reason;
    });
  const decode = Image.prototype.decode;
  vi.spyOn(Image.prototype, 'decode').mockImplementation(function (this: HTMLImageElement) {
    return told(decode.call(this));
  });
  serve(() => told(answer()));
  const panel = await openPanel(talk());
  await expect.poll(() => failed).toBe(1);
  expect(picture(panel, 'header .face')).toBe('none');
  expect(panel.find('header .face').textContent).toBe('K');
  expect(getComputedStyle(panel.find('header .face')).textIndent).toBe('0px');
});

it('is let go of with the panel', async () => {
  serve(async () => new Response(await bluePicture()));
  const revoke = vi.spyOn(URL, 'revokeObjectURL');
  const panel = await openPanel(talk());
  await isShown(panel);
  const [, url] = /^url\("(.*)"\)$/.exec(picture(panel, 'header .face')) ?? [];
  panel.destroy();
  expect(revoke).toHaveBeenCalledWith(url);
});

it('nothing is fetched for a bot without one', async () => {
  serve(async () => new Response(''));
  await openPanel(new FakeEngine());
  expect(asked).toEqual([]);
});
