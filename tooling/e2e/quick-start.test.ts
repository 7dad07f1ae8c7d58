import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium, Visitor } from './browser.js';
import { Chatku, freePort, Program } from './processes.js';

/*
 * The way of docs/quick-start.md: from an empty installation to a verified visitor on a page of one's own making, with only
 * what the console shows. The website is PHP under its own server; where there is no PHP it is skipped by name.
 */

const hasPhp = spawnSync('php', ['-v']).status === 0;
if (!hasPhp && process.env['CHATKU_REQUIRE_RUNTIMES'] === '1') throw new Error('PHP is needed here, and is not found.');

let api: Program;
let php: ChildProcess | undefined;
let chromium: Browser;
let dataDir: string;
let site: string;
let url: string;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'chatku-quick-'));
  site = await mkdtemp(join(tmpdir(), 'chatku-site-'));
  const port = await freePort();
  url = `http://localhost:${port}`;
  api = Program.start(['apps/api/dist/main.js', 'serve'], { PORT: String(port), CHATKU_DATA_DIR: dataDir });
  await api.ready(`http://127.0.0.1:${port}/health/ready`);
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium?.close();
  php?.kill();
  await api?.stop();
  for (const folder of [dataDir, site]) await rm(folder, { recursive: true, force: true });
});

/** A piece of code, as the page shows it under this name. */
const shown = async (console: Page, name: string | RegExp): Promise<string> =>
  (await console.getByRole('region', { name }).first().textContent()) ?? '';

test.skipIf(!hasPhp)('from an empty installation to a verified visitor on a website in PHP', async () => {
  const context = await chromium.newContext({ locale: 'en', timezoneId: 'Asia/Kuala_Lumpur' });
  const console = await context.newPage();
  console.setDefaultTimeout(10_000);

  // 1. Sign up with the code of the terminal.
  const [, code = ''] = await api.says(/with this code: (\S+)/);
  await console.goto(`${url}/console/`);
  await console.getByLabel(/code/i).fill(code);
  await console.getByLabel(/workspace/i).fill('Kedai Pagi');
  await console.getByLabel(/your name/i).fill('Siti');
  await console.getByLabel(/e-mail/i).fill('siti@kedai-pagi.example');
  await console
    .getByLabel(/password/i)
    .first()
    .fill(Chatku.password);
  await console.locator('form button').first().click();

  // 2. Make a bot; it answers already. Its page has the snippet.
  await console.waitForURL(/\/console\/bots/);
  await console.getByRole('button', { name: 'Create a bot' }).first().click();
  const dialog = console.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Kedai Pagi');
  await dialog.getByRole('button', { name: 'Create a bot' }).click();
  await console.waitForURL(/\/console\/bots\/[0-9a-f-]{36}/);
  const snippet = await shown(console, 'HTML');
  expect(snippet).toContain(`<script src="${url}/w/`);
  await console.getByText('0 of 4 done').waitFor();

  // 3. Set Custom User ID: the key, and the three files of the chosen language.
  await console.getByRole('link', { name: /Set Custom User ID/ }).click();
  await console.getByRole('button', { name: /^Reveal/ }).click();
  const asked = console.getByRole('dialog').getByLabel(/password/i);
  const key = console.locator('code.key').filter({ hasText: /^\S{32,}$/ });
  await Promise.race([asked.waitFor(), key.waitFor()]);
  if (await asked.isVisible()) {
    await asked.fill(Chatku.password);
    await asked.press('Enter');
  }
  await key.waitFor();
  const specialKey = (await key.textContent()) ?? '';
  for (const file of ['identifier_hash.php', 'identity.php', 'page.php']) {
    await writeFile(join(site, file), await shown(console, `PHP: ${file}`));
  }

  // 4. The website: its own session, the snippet, and the piece that was shown.
  await writeFile(
    join(site, 'index.php'),
    `<?php
require __DIR__ . '/identity.php';
if (isset($_GET['sign-in'])) $_SESSION['user_id'] = 'customer-7';
?><!doctype html>
<html lang="en"><head><title>Kedai Pagi</title>
${snippet}
<?php require __DIR__ . '/page.php'; ?>
</head><body><h1>Kedai Pagi</h1></body></html>
`,
  );
  const sitePort = await freePort();
  const { PATH = '' } = process.env;
  php = spawn('php', ['-S', `localhost:${sitePort}`, '-t', site], {
    env: { PATH, CHATKU_SPECIAL_KEY: specialKey },
    stdio: 'ignore',
  });
  const siteUrl = `http://localhost:${sitePort}/`;
  await expect
    .poll(
      () =>
        fetch(siteUrl).then(
          (answer) => answer.status,
          () => 0,
        ),
      { timeout: 10_000 },
    )
    .toBe(200);

  // 5. A guest is greeted as one; signed in, the same page shows a user.
  const visitor = await Visitor.enter(await chromium.newContext({ locale: 'en' }), siteUrl);
  await visitor.openChat();
  await visitor.log.getByText(/Hello!/).waitFor();
  expect(await visitor.page.evaluate(() => window.$chatbot?.getIdentity().kind)).toBe('guest');
  await visitor.page.goto(`${siteUrl}?sign-in`);
  await expect.poll(() => visitor.page.evaluate(() => window.$chatbot?.getIdentity().kind)).toBe('verified');
  await visitor.openChat();
  await visitor.log.getByText(/Welcome back/).waitFor();
  expect(visitor.witness.errors).toEqual([]);

  // 6. The console says so: on the checklist, at the installation, and at the contact.
  await console.goto(`${url}/console/bots`);
  await console.getByRole('link', { name: /Kedai Pagi Any website/ }).click();
  await console.getByText('3 of 4 done').waitFor();
  await console.goto(`${url}/console/contacts`);
  await console.getByRole('link', { name: /customer-7/ }).click();
  await console
    .getByText(/^Verified/)
    .first()
    .waitFor();
});
