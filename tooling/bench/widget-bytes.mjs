/** What a website pays for the widget, in bytes as they come over the wire from the running API. */
import { get } from 'node:http';
import { median } from './statistics.mjs';
import { shopPage, startWebsite } from './website.mjs';

const LAUNCHER_AT_MOST = 1_600;
const OPEN_AT_MOST = 20_000;
/** The widget's languages, as browsers name them. */
const LANGUAGES = ['en-GB', 'ms-MY', 'zh-CN'];

/**
 * The bytes of a file's body, in the densest form the API serves.
 *
 * @param {string} url
 * @returns {Promise<number>}
 */
function servedBytes(url) {
  // Not `fetch`, which takes the coding off again and hides the length.
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': 'br' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk) => {
        bytes += chunk.length;
      });
      answer.on('end', () => {
        if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`));
        else resolve(bytes);
      });
    }).on('error', reject);
  });
}

/**
 * Opens the panel as a visitor of this language would.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} pageUrl
 * @param {string} apiUrl
 * @param {string} locale
 * @returns {Promise<{ launcher: string[], open: string[] }>} the addresses asked of the API until each shows
 */
async function openPanel(browser, pageUrl, apiUrl, locale) {
  const context = await browser.newContext({ locale });
  try {
    const page = await context.newPage();
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => {
      if (request.url().startsWith(apiUrl) && request.method() !== 'OPTIONS') asked.push(request.url());
    });
    await page.goto(pageUrl, { waitUntil: 'networkidle' });
    const launcher = page.locator('chatku-chat').getByRole('button');
    await launcher.waitFor();
    const untilLauncher = [...asked];
    await launcher.click();
    await page.locator('chatku-chat textarea').waitFor();
    await page.waitForLoadState('networkidle');
    return { launcher: untilLauncher, open: asked };
  } finally {
    await context.close();
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string[]} loaderUrls of bots that differ in nothing but their ids
 * @returns {Promise<import('./report.mjs').Finding[]>}
 */
export async function benchWidgetBytes(browser, loaderUrls) {
  const [loaderUrl = ''] = loaderUrls;
  const apiUrl = new URL(loaderUrl).origin;
  const website = await startWebsite(({ url }) =>
    url === '/' ? { type: 'text/html', text: shopPage(loaderUrl) } : null,
  );
  try {
    /** @type {import('./report.mjs').Finding[]} */
    const perLanguage = [];
    let launcherRequests = 0;
    for (const locale of LANGUAGES) {
      const { launcher, open } = await openPanel(browser, website.url, apiUrl, locale);
      launcherRequests = Math.max(launcherRequests, launcher.length);
      const scripts = open.filter((url) => new URL(url).pathname.startsWith('/w/'));
      const sizes = await Promise.all(scripts.map(servedBytes));
      perLanguage.push({
        name: `bytes until the panel is open, ${locale}`,
        value: sizes.reduce((sum, size) => sum + size, 0),
        unit: 'B',
        atMost: OPEN_AT_MOST,
        note: scripts
          .map(
            (url, at) =>
              `${new URL(url).pathname
                .split('/')
                .at(-1)
                ?.replace(/^[0-9a-f-]{36}/, 'loader')} ${sizes[at]}`,
          )
          .join(', '),
      });
    }
    const loaders = await Promise.all(loaderUrls.map(servedBytes));
    return [
      {
        name: 'bytes until the launcher shows',
        value: median(loaders),
        unit: 'B',
        atMost: LAUNCHER_AT_MOST,
        note: `settings inside; ${loaders.length} bots, ${Math.min(...loaders)} to ${Math.max(...loaders)}, since ids compress differently`,
      },
      { name: 'requests until the launcher shows', value: launcherRequests, unit: '', atMost: 1 },
      ...perLanguage,
    ];
  } finally {
    await website.stop();
  }
}
