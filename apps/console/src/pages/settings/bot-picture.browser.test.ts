import { PICTURE_MAX_BYTES } from '@chatku/schemas';
import { afterEach, expect, test } from 'vitest';
import { closeConsole, type Opened, openConsole } from '../../../far-end/open-console.js';
import { SCENARIOS } from '../../../far-end/scenarios.js';
import { hrefTo } from '../../router/paths.js';
import { base64Of, squarePicture } from './square-picture.js';

afterEach(closeConsole);

const open = async () => {
  const world = SCENARIOS.full();
  const bot = world.bots[0];
  if (bot === undefined) throw new Error('there are three bots');
  const opened = await openConsole(hrefTo('display_style', { bot_id: bot.id }), { world, size: [1280, 800] });
  return { ...opened, bot, world };
};

/** A picture with a red left, a green middle and a blue right third. */
const threeThirds = async (type: string, width = 600, height = 200): Promise<Blob> => {
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
  for (const [at, colour] of ['#f00', '#0f0', '#00f'].entries()) {
    pen.fillStyle = colour;
    pen.fillRect((at * width) / 3, 0, width / 3, height);
  }
  return canvas.convertToBlob({ type });
};
const pixelsOf = async (picture: Blob) => {
  const bitmap = await createImageBitmap(picture);
  const pen = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d') as OffscreenCanvasRenderingContext2D;
  pen.drawImage(bitmap, 0, 0);
  return { side: [bitmap.width, bitmap.height], at: (x: number, y: number) => pen.getImageData(x, y, 1, 1).data };
};

const choose = async ({ find }: Pick<Opened, 'find'>, file: Blob): Promise<void> => {
  const input = await find<HTMLInputElement>('console-bot-picture >>> input[type=file]');
  const files = new DataTransfer();
  files.items.add(new File([file], 'picture'));
  input.files = files.files;
  input.dispatchEvent(new Event('change'));
};
const press = async ({ find, all }: Pick<Opened, 'find' | 'all'>, words: string): Promise<void> => {
  await find('console-bot-picture >>> button');
  const button = all('console-bot-picture >>> button').find((one) => one.textContent?.trim() === words);
  if (button === undefined) throw new Error(`no button ${words}`);
  button.click();
};

test.each(['image/png', 'image/jpeg', 'image/webp'])('of a %s the middle is sent, as a square of 192', async (type) => {
  const square = await squarePicture(await threeThirds(type));
  expect(square?.type).toBe('image/webp');
  expect(square?.size).toBeLessThanOrEqual(PICTURE_MAX_BYTES);
  const { side, at } = await pixelsOf(square as Blob);
  expect(side).toEqual([192, 192]);
  for (const x of [8, 96, 184]) {
    const [red = 0, green = 0, blue = 0] = at(x, 96);
    expect(green).toBeGreaterThan(200);
    expect(Math.max(red, blue)).toBeLessThan(90);
  }
});

test('a picture that stays too large is made smaller, until it fits', async () => {
  const side = 192;
  const noise = new ImageData(side, side);
  for (let at = 0; at < noise.data.length; at += 65_536) crypto.getRandomValues(noise.data.subarray(at, at + 65_536));
  const canvas = new OffscreenCanvas(side, side);
  canvas.getContext('2d')?.putImageData(noise, 0, 0);
  const square = await squarePicture(await canvas.convertToBlob());
  expect(square?.size).toBeLessThanOrEqual(PICTURE_MAX_BYTES);
});

test('a chosen picture is stored at once and can be taken away; what is typed beside it stays', async () => {
  const opened = await open();
  const { bot, world, find, all, text } = opened;
  const title = await find<HTMLInputElement>('#looks-title');
  title.value = 'Kedai Malam';
  title.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  await choose(opened, await threeThirds('image/png'));
  await expect.poll(() => bot.looks.avatar).toBeDefined();
  const stored = await fetch(`data:image/webp;base64,${world.pictures[0]}`);
  expect((await pixelsOf(await stored.blob())).side).toEqual([192, 192]);
  const image = await find<HTMLImageElement>('console-bot-picture >>> img');
  expect(new URL(image.src).pathname).toBe(`/w/a/${bot.id}/${bot.looks.avatar}`);
  expect(title.value).toBe('Kedai Malam');
  expect(bot.looks.title).toBe('Kedai Senja');

  (await find('#save')).click();
  await expect.poll(() => bot.looks.title).toBe('Kedai Malam');
  expect(bot.looks.avatar).toBeDefined();

  await press(opened, 'Remove the picture');
  await expect.poll(() => bot.looks.avatar).toBeUndefined();
  await expect.poll(() => all('console-bot-picture >>> img')).toEqual([]);
  expect(text()).toContain('Choose a picture');
  expect(bot.looks.title).toBe('Kedai Malam');
});

test('a picture stored after a save is not undone with it', async () => {
  const opened = await open();
  const { bot, find, all } = opened;
  const title = await find<HTMLInputElement>('#looks-title');
  title.value = 'Kedai Malam';
  title.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  (await find('#save')).click();
  await find('#undo-save');
  await choose(opened, await threeThirds('image/png'));
  await find('console-bot-picture >>> img');
  expect(all('#undo-save')).toEqual([]);
  expect(bot.looks.avatar).toBeDefined();
});

test.each([
  ['an empty file', ''],
  ['a page', '<!doctype html>'],
])('%s is said to be no picture, and nothing is sent', async (_, content) => {
  const opened = await open();
  await choose(opened, new Blob([content]));
  await expect.poll(opened.text).toContain('This file cannot be opened as a picture.');
  expect(opened.world.pictures).toEqual([]);
});

test('who was slower is told, and can load the newest', async () => {
  const opened = await open();
  opened.bot.version = 7;
  await choose(opened, await threeThirds('image/png'));
  await expect.poll(opened.text).toContain('Somebody else has changed this meanwhile.');
  await press(opened, 'Load the newest settings');
  await expect.poll(opened.text).not.toContain('Somebody else has changed this meanwhile.');
  await choose(opened, await threeThirds('image/png'));
  await expect.poll(() => opened.bot.looks.avatar).toBeDefined();
});

test('base64 is that of the bytes', async () => {
  expect(await base64Of(new Blob([new Uint8Array([0, 255, 254])]))).toBe('AP/+');
});
