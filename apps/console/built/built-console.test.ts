import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { POLICY, serveBuilt } from '../far-end/built-console.js';
import { SCENARIOS } from '../far-end/scenarios.js';
import type { World } from '../far-end/world.js';
import { hrefTo } from '../src/router/paths.js';

const room = join(import.meta.dirname, '..');
let folder: string;
let browser: Browser;
const servers: Server[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chatku-console-'));
  // In a process of its own: under vitest, packages would be resolved in their development form.
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  execFileSync(process.execPath, [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'], {
    cwd: room,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  browser = await chromium.launch({
    executablePath: process.env['CHATKU_CHROMIUM'] ?? '',
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
});

afterAll(async () => {
  await browser?.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
});

type Visit = { page: Page; origin: string; complaints: string[]; world: World };

/** Opens an address of the built console; collects every complaint of the browser, and what was fetched. */
const visit = async (path: string, world: World = SCENARIOS.full()): Promise<Visit> => {
  const { origin, server } = await serveBuilt(folder, world);
  servers.push(server);
  const page = await (await browser.newContext()).newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(origin + path);
  return { page, origin, complaints, world };
};

test('every page runs under the strict policy and with trusted types, without a complaint', async () => {
  const { page, origin, complaints, world } = await visit('/console/bots');
  const bot = { bot_id: world.bots[0]?.id ?? '' };
  const first = world.conversations[0];
  const pages = [
    hrefTo('bots'),
    hrefTo('bot', bot),
    hrefTo('install', bot),
    hrefTo('display_style', bot),
    hrefTo('custom_user_id', bot, { request: 'req-nobody' }),
    hrefTo('behaviour', bot),
    hrefTo('languages', bot),
    hrefTo('api_keys', bot),
    hrefTo('conversations'),
    hrefTo('conversation', { conversation_id: first?.id ?? '' }),
    hrefTo('contacts'),
    hrefTo('contact', { contact_id: first?.contact.id ?? '' }),
  ];
  for (const path of pages) {
    const response = await page.goto(origin + path);
    expect(response?.headers()['content-security-policy']).toBe(POLICY);
    await page.locator('console-shell h1').first().waitFor();
    await page.waitForFunction(
      () => document.querySelector('console-app')?.shadowRoot?.querySelector('[aria-busy]') === null,
    );
  }
  expect(complaints).toEqual([]);
});

test('a planted style attribute is refused by the same policy, so the silence above means something', async () => {
  const { page, complaints } = await visit('/console/bots');
  await page.locator('console-shell h1').first().waitFor();
  await page.evaluate(() => {
    const style = document.createElement('div');
    style.setAttribute('style', 'color: red');
    document.body.append(style);
  });
  await expect.poll(() => complaints.join()).toMatch(/style/i);
});

test('a sign-in link opened from the terminal signs in, and its secret is in no request and no history', async () => {
  const world = SCENARIOS.full();
  world.signedIn = false;
  const { origin, server } = await serveBuilt(folder, world);
  servers.push(server);
  const page = await (await browser.newContext()).newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.url()} ${request.headers()['referer'] ?? ''}`));
  await page.goto(`${origin}/console/sign-in#${'L'.repeat(43)}`);
  await page.locator('console-shell h1').first().waitFor();
  expect(asked.filter((line) => line.includes('LLLL'))).toEqual([]);
  expect(page.url()).not.toContain('LLLL');
  await page.goBack().catch(() => null);
  expect(page.url()).not.toContain('LLLL');
});

test('messages come over a real socket, and go on coming after it was cut', async () => {
  const { page, world } = await visit(hrefTo('conversations'));
  const id = world.conversations[1]?.id ?? '';
  await page.getByText('Wei Ling').first().waitFor();
  await expect.poll(() => world.sockets).toBe(1);
  world.say(id, 'visitor', 'Over the wire');
  await page.getByText('Over the wire').first().waitFor();
  world.dropSockets();
  world.say(id, 'visitor', 'While it was down');
  await page.getByText('While it was down').first().waitFor();
});

test('the first load is small: shell, one language and a page within 60 kB', async () => {
  const { page, origin } = await visit('/console/');
  const files = new Set<string>();
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname.startsWith('/console/') && url.pathname !== '/console/')
      files.add(url.pathname.slice('/console/'.length));
  });
  await page.goto(`${origin}/console/bots`);
  await page.locator('console-shell h1').first().waitFor();
  const names = [...files].filter((name) => /\.(js|css|svg)$/.test(name));
  expect(names.length).toBeGreaterThan(4);
  const bytes = [...names, 'index.html'].map((name) => brotliCompressSync(readFileSync(join(folder, name))).length);
  const sum = bytes.reduce((all, one) => all + one, 0);
  console.info(`First load of the console: ${(sum / 1000).toFixed(1)} kB (brotli).`);
  expect(sum).toBeLessThan(60_000);
});

test('no file of the build is made of a data address, and the settings alone carry a schema library', () => {
  const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
  const all = scripts.map((name) => readFileSync(join(folder, 'assets', name), 'utf8')).join('\n');
  expect(all).not.toContain('data:image');
  // The settings hold what is typed against the contract itself; nobody else pays for that.
  const carriers = scripts.filter((name) =>
    /strictObject|safeParse|~standard/.test(readFileSync(join(folder, 'assets', name), 'utf8')),
  );
  expect(carriers.filter((name) => !name.startsWith('bot-settings-page'))).toEqual([]);
  // Tests and the far end stay at home.
  expect(all).not.toContain('far end');
});
