import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import './chatku-widget.js';

const API = 'https://chat.example.com';
const looks = { title: 'Kedai Senja', colour: '#0f766e', position: 'right', scheme: 'light', locale: 'en' };

let asked: string[];
/** The API at the network's far end: it serves looks, and answers nothing else. */
const serve = (answer: () => Promise<Response>) =>
  vi.spyOn(window, 'fetch').mockImplementation((input) => {
    asked.push(String(input).replace(API, ''));
    return String(input).endsWith('.json') ? answer() : new Promise(() => {});
  });
const settings =
  (more: object = {}) =>
  async () =>
    Response.json({
      enabled: true,
      api: API,
      bot: 'bot-1',
      looks,
      build: 'x',
      ...more,
    });

const add = window.addEventListener;
let warn: ReturnType<typeof vi.spyOn>;
beforeEach(() => {
  asked = [];
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
  delete window.$chatbot;
  window.addEventListener = add;
});

const element = (attributes: Record<string, string>) => {
  const widget = document.createElement('chatku-widget');
  for (const [name, value] of Object.entries(attributes)) widget.setAttribute(name, value);
  document.body.append(widget);
  return widget;
};

describe('<chatku-widget>', () => {
  it('floating shows a launcher, and asks for nothing but the looks until it is pressed', async () => {
    serve(settings());
    const widget = element({ 'bot-id': 'bot-1', api: `${API}/` });
    const launcher = page.getByRole('button', { name: 'Open chat' });
    await expect.element(launcher).toBeVisible();
    expect(widget.shadowRoot!.querySelector('chatku-chat')).not.toBe(null);
    expect(asked).toEqual(['/w/bot-1.json']);
    const opened = new Promise((resolve) => window.addEventListener('chatbot:opened', resolve, { once: true }));
    await launcher.click();
    await opened;
    await expect.element(page.getByRole('dialog', { name: 'Kedai Senja' })).toBeVisible();
    expect(window.$chatbot!.isOpen).toBe(true);
    window.$chatbot!.close();
    await expect.element(launcher).toHaveAttribute('aria-expanded', 'false');
    expect(document.activeElement).toBe(widget);
  });

  it('inline shows the panel in its box', async () => {
    serve(settings());
    const widget = element({ 'bot-id': 'bot-1', api: API, layout: 'inline' });
    await expect.element(page.getByRole('region', { name: 'Kedai Senja' })).toBeVisible();
    expect(widget.getBoundingClientRect().height).toBe(640);
    expect(asked).toEqual(['/w/bot-1.json']);
    const { violations } = await axe.run(widget);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it('that is taken out and put back finds the widget as it was', async () => {
    serve(settings());
    const widget = element({ 'bot-id': 'bot-1', api: API });
    await expect.element(page.getByRole('button', { name: 'Open chat' })).toBeVisible();
    const sdk = window.$chatbot;
    widget.remove();
    await expect.element(page.getByRole('button')).not.toBeInTheDocument();
    document.body.append(widget);
    await expect.element(page.getByRole('button', { name: 'Open chat' })).toBeVisible();
    expect(window.$chatbot).toBe(sdk);
    expect(asked).toHaveLength(1);
  });

  it('may get its attributes after it was put on the page', async () => {
    serve(settings());
    const widget = element({});
    expect(asked).toEqual([]);
    widget.setAttribute('api', API);
    widget.setAttribute('bot-id', 'bot-1');
    await expect.element(page.getByRole('button', { name: 'Open chat' })).toBeVisible();
  });

  it('the second on a page does nothing but warn', async () => {
    serve(settings());
    element({ 'bot-id': 'bot-1', api: API });
    await expect.element(page.getByRole('button', { name: 'Open chat' })).toBeVisible();
    element({ 'bot-id': 'bot-2', api: API });
    expect(warn).toHaveBeenCalledTimes(1);
    expect(asked).toEqual(['/w/bot-1.json']);
  });

  it.each([
    ['is switched off or unknown', async () => Response.json({ enabled: false }), /switched off/],
    ['is refused', async () => new Response('', { status: 404 }), /404/],
  ])('of a bot that %s shows nothing, says why to the installer, and identifies nobody', async (_, answer, why) => {
    serve(answer);
    element({ 'bot-id': 'bot-3', api: API });
    await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(expect.stringMatching(why)));
    expect(await window.$chatbot!.setUser('ada')).toEqual({ status: 'refused', code: 'bot_disabled' });
    await expect.element(page.getByRole('button')).not.toBeInTheDocument();
  });
});
