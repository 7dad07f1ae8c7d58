import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMERS } from './customers.js';
import { OpenShop, SPECIAL_KEY } from './shop-visitor.fixture.js';

/** The browser to test in: the one named in the environment, or what Linux distributions and macOS install. */
function findChromium(): string {
  const candidates = [
    process.env['CHATKU_CHROMIUM'],
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    throw new Error(
      'No Chromium found. Name one in CHATKU_CHROMIUM, or leave the browser out with CHATKU_SKIP_BROWSER=1.',
    );
  }
  return found;
}

type Violation = { id: string; nodes: { target: unknown; failureSummary?: string }[] };

let browser: Browser;
let open: OpenShop;
let context: BrowserContext;

/** A page, and whatever it complained about. */
async function visit(
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; complaints: string[] }> {
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints: string[] = [];
  context.on('page', (page) => {
    page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
  });
  return { page: await context.newPage(), complaints };
}

const at = (path: string, host = 'localhost'): string => `http://${host}:${open.port}${path}`;

async function logIn(page: Page, name: string, next = '/'): Promise<void> {
  await page.goto(at(`/login?next=${next}`));
  await page.getByRole('button', { name: `Log in as ${name}` }).click();
  await page.waitForURL(at(next));
}

const callsMade = (page: Page): Promise<number> => page.evaluate(() => Reflect.get(window, 'chatkuCalls').length);
const openBar = (page: Page): Promise<void> => page.getByText('Break-it bar').click();
const result = (page: Page) => page.getByRole('status', { name: 'What happened' });

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-quic',
      '--no-first-run',
    ],
  });
  open = await OpenShop.open();
  open.chatku.hashes = Object.fromEntries(
    CUSTOMERS.map(({ id }) => [id, createHmac('sha256', SPECIAL_KEY).update(id).digest('hex')]),
  );
});
afterAll(async () => {
  await browser?.close();
  await open?.close();
});
afterEach(() => context.close());

describe('the snippets, run by a browser', () => {
  it('identify the customer on a page with the strict policy and on the plain one, and break no policy', async () => {
    const { page, complaints } = await visit();
    await logIn(page, 'Aisyah');
    for (const path of ['/', '/plain']) {
      await page.goto(at(path));
      await page.getByText('chat: verified').waitFor();
      expect(await page.evaluate(() => Reflect.get(window, 'chatkuCalls'))).toEqual([
        [
          'cust_1001',
          { name: 'Aisyah Rahman', email: 'aisyah@example.com', identifier_hash: open.chatku.hashes['cust_1001'] },
        ],
      ]);
    }
    expect(complaints).toEqual([]);
  });

  it('say nothing about a guest', async () => {
    const { page } = await visit();
    await page.goto(at('/'));
    await page.getByText('chat: guest').waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'chatkuCalls'))).toEqual([]);
  });
});

describe('the break-it bar', () => {
  it('shows what becomes of each proof, with a link to the diagnosis of that very request', async () => {
    const { page, complaints } = await visit();
    await logIn(page, 'Aisyah');
    await openBar(page);
    for (const [label, verdict] of [
      ['Wrong hash', 'refused'],
      ['E-mail hashed', 'refused'],
      ['Key and message swapped', 'refused'],
      ['No hash', 'refused'],
      ['Right hash', 'verified'],
    ] as const) {
      const calls = await callsMade(page);
      await page.getByRole('button', { name: label }).click();
      await expect.poll(() => callsMade(page)).toBe(calls + 1);
      await result(page).locator(`.verdict-${verdict}`).waitFor();
      await page.getByText(`chat: ${verdict === 'verified' ? 'verified' : 'guest'}`).waitFor();
    }
    expect(await result(page).getByRole('link').getAttribute('href')).toBe(
      'http://console.example/console/bots/bot-1/settings/display-style/custom-user-id?request=req-7',
    );
    expect(complaints).toEqual([]);
  });

  it('switches the customer without a reload, the shop’s session first', async () => {
    const { page, complaints } = await visit();
    await logIn(page, 'Aisyah', '/orders');
    await openBar(page);
    await page.evaluate(() => Reflect.set(window, 'stillTheSamePage', true));
    await page.getByRole('button', { name: 'Wei Ling' }).click();
    await page.getByRole('heading', { name: 'Your orders, Wei Ling' }).waitFor();
    await result(page).getByText('The shop’s session is Wei Ling’s now.').waitFor();
    expect(await page.locator('body').textContent()).not.toContain('KS-2039');
    expect(await page.evaluate(() => Reflect.get(window, 'stillTheSamePage'))).toBe(true);
    expect(await page.evaluate(() => Reflect.get(window, 'chatkuCalls').at(-1)[0])).toBe('cust_1002');
    // Back again, with the tokens of the new session, and by hand.
    await page.getByRole('button', { name: 'Aisyah' }).click();
    await page.getByRole('heading', { name: 'Your orders, Aisyah' }).waitFor();
    await page.getByRole('button', { name: 'No hash' }).click();
    await result(page).locator('.verdict-refused').waitFor();
    expect(complaints).toEqual([]);
  });

  it('makes a customer of a guest, who has nothing to sign until then', async () => {
    const { page } = await visit();
    await page.goto(at('/'));
    await openBar(page);
    expect(await page.getByRole('button', { name: 'Right hash' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Kumar' }).click();
    await result(page).locator('.verdict-verified').waitFor();
    await page.getByRole('heading', { name: 'Selamat petang, Kumar.' }).waitFor();
    expect(await page.getByRole('button', { name: 'Right hash' }).isEnabled()).toBe(true);
  });

  it('opens a second device: the other address, another storage, the same customer', async () => {
    const { page, complaints } = await visit();
    await logIn(page, 'Wei Ling');
    await openBar(page);
    await page.evaluate(() => localStorage.setItem('mine', '1'));
    const [second] = await Promise.all([
      page.waitForEvent('popup'),
      page.getByRole('button', { name: 'Open as a second device' }).click(),
    ]);
    await second.waitForURL(at('/', '127.0.0.1'));
    await second.getByText('chat: verified').waitFor();
    expect(await second.getByText('shop: Wei Ling').count()).toBe(1);
    expect(await second.evaluate(() => localStorage.getItem('mine'))).toBeNull();
    expect(complaints).toEqual([]);
  });

  it('logs out of the chat first, then of the shop', async () => {
    const { page } = await visit();
    await logIn(page, 'Aisyah', '/orders');
    await page.getByRole('button', { name: 'Log out' }).last().click();
    await page.waitForURL(at('/'));
    await page.getByText('chat: guest').waitFor();
    expect(await page.evaluate(() => sessionStorage.getItem('chatku-logouts'))).toBe('1');
    expect(await page.getByText('shop: guest').count()).toBe(1);
  });

  it('stays as it was left', async () => {
    const { page } = await visit();
    await page.goto(at('/'));
    await openBar(page);
    const remembered = (): Promise<string> => page.evaluate(() => document.cookie);
    await expect.poll(remembered).toContain('senja_bar=open');
    await page.goto(at('/products/wau-bulan'));
    expect(await page.locator('#break-it details').getAttribute('open')).toBe('');
    await openBar(page);
    await expect.poll(remembered).toContain('senja_bar=shut');
    await page.reload();
    expect(await page.locator('#break-it details').getAttribute('open')).toBeNull();
  });

  it('says so when the chat is not there', async () => {
    const { page } = await visit();
    await page.route('**/w/bot-1.js', (route) => route.abort());
    await logIn(page, 'Aisyah');
    await openBar(page);
    await page.getByRole('button', { name: 'Right hash' }).click();
    await result(page).getByText('The chat’s script has not run on this page.').waitFor();
  });
});

describe('axe', () => {
  const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

  async function violations(page: Page): Promise<string[]> {
    const found = await page.evaluate(async () => {
      const results = await Reflect.get(window, 'axe').run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      });
      return results.violations as Violation[];
    });
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.target} ${n.failureSummary}`).join('; ')}`);
  }

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [320, 1280]) {
      it(`finds nothing on any page, ${colorScheme}, ${width} px wide, and nothing scrolls sideways`, async () => {
        // The policy is held by the tests above; axe itself comes in as a script.
        const { page } = await visit({
          colorScheme,
          viewport: { width, height: 800 },
          bypassCSP: true,
          reducedMotion: 'reduce',
        });
        const check = async (path: string): Promise<void> => {
          await page.addScriptTag({ path: axe });
          expect.soft(await violations(page), path).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
          expect.soft(overflow, path).toBeLessThanOrEqual(0);
        };
        await page.goto(at('/'));
        await openBar(page);
        await check('/ as a guest');
        await page.goto(at('/login'));
        await check('/login');
        await logIn(page, 'Aisyah');
        await page.getByRole('button', { name: 'Wrong hash' }).click();
        await result(page).locator('.verdict').waitFor();
        await check('/ after a refusal');
        await page.getByRole('button', { name: 'Right hash' }).click();
        await result(page).locator('.verdict-verified').waitFor();
        await check('/ after a proof');
        for (const path of ['/orders', '/products/wau-bulan', '/plain', '/nowhere', '/demo/enter']) {
          await page.goto(at(path));
          await check(path);
        }
      });
    }
  }
});
