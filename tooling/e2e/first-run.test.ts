import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './browser.js';
import { Chatku, freePort, Program } from './processes.js';

let api: Program;
let chromium: Browser;
let dataDir: string;
let url: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chatku-first-'));
  const port = await freePort();
  url = `http://localhost:${port}`;
  api = Program.start(['apps/api/dist/main.js', 'serve'], { PORT: String(port), CHATKU_DATA_DIR: dataDir });
  await api.ready(`http://127.0.0.1:${port}/health/ready`);
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium?.close();
  await api?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

test('an empty installation asks for the code in the terminal, and takes its defaults from the browser', async () => {
  const [, code = ''] = await api.says(/with this code: (\S+)/);
  const page = await chromium.newPage({ locale: 'en', timezoneId: 'Asia/Kuala_Lumpur' });
  page.setDefaultTimeout(10_000);
  await page.goto(`${url}/console/`);
  await page.getByLabel(/code/i).fill('not-the-code');
  await page.getByLabel(/workspace/i).fill('Kedai Pagi');
  await page.getByLabel(/your name/i).fill('Siti');
  await page.getByLabel(/e-mail/i).fill('siti@kedai-pagi.example');
  await page
    .getByLabel(/password/i)
    .first()
    .fill(Chatku.password);
  const submit = page.locator('button[type=submit], form button').first();
  await submit.click();
  await page.getByText(/code/i).first().waitFor();
  await page.getByLabel(/code/i).fill(code);
  await submit.click();
  await page.waitForURL(/\/console\/bots/);
  const me = await page.evaluate(async () => (await fetch('/v1/console/session')).json());
  expect(me.workspace).toMatchObject({ name: 'Kedai Pagi', timezone: 'Asia/Kuala_Lumpur', language: 'en' });
  await page.close();
});
