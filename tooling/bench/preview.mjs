/** How soon the real widget beside the console's form shows what was typed: from the key to the painted frame. */
import { randomBytes } from 'node:crypto';
import { pathOf } from '@chatku/schemas';
import { startApi } from '../product/api-server.mjs';
import { median, percentile, round } from './statistics.mjs';

const AT_MOST_MS = 100;
/** Of each kind of change. */
const ROUNDS = 20;
const OWNER = { email: 'owner@example.com', password: randomBytes(18).toString('base64url') };

/**
 * Runs in the page: writes into a field as a key press does, and waits in the preview's own frame until what it shows has
 * been handed to the screen.
 *
 * @param {{ field: string, value: string, shows: string }} change `shows`: what in the panel says the value, or is coloured by it
 * @returns {Promise<number>} milliseconds
 */
async function follow({ field, value, shows }) {
  /** @param {ParentNode} root @param {string} selector @returns {HTMLElement | null} */
  const find = (root, selector) => {
    const found = /** @type {HTMLElement | null} */ (root.querySelector(selector));
    if (found) return found;
    for (const element of root.querySelectorAll('*')) {
      const inner = element.shadowRoot && find(element.shadowRoot, selector);
      if (inner) return inner;
    }
    return null;
  };
  const frame = /** @type {HTMLIFrameElement | null} */ (find(document, 'iframe'))?.contentWindow;
  const input = /** @type {HTMLInputElement | null} */ (find(document, field));
  if (!frame || !input) throw new Error(`no ${field}, or no preview`);
  const isShown = () => {
    const element = find(frame.document, shows);
    if (!element) return false;
    const said = [element.textContent, element.getAttribute('placeholder'), element.style.getPropertyValue('--_looks')];
    return said.some((one) => one?.trim() === value);
  };
  const painted = new Promise((resolve) => {
    const look = () => {
      if (!isShown()) return frame.requestAnimationFrame(look);
      // The frame that paints it began with this callback; the message comes when it has been painted.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
      return 0;
    };
    frame.requestAnimationFrame(look);
  });
  const begun = performance.now();
  input.value = value;
  input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  return (await painted) - begun;
}

/** A letter more of the title, another colour, another word: each builds the panel anew. */
const CHANGES = [
  { tab: 'display-style', field: '#looks-title', shows: 'h2', value: (/** @type {number} */ at) => `Kedai ${at}` },
  {
    tab: 'display-style',
    field: '#looks-colour',
    shows: 'chatku-panel',
    value: (/** @type {number} */ at) => `#0f76${(at + 16).toString(16)}`,
  },
  {
    tab: 'languages',
    field: '#behaviour-texts-en-write',
    shows: 'textarea',
    value: (/** @type {number} */ at) => `Ask us ${at}`,
  },
];

/**
 * @param {string} folder
 * @param {import('playwright-core').BrowserType} chromium
 * @param {import('playwright-core').LaunchOptions} options
 * @returns {Promise<import('./report.mjs').Finding[]>}
 * @throws {Error} when a change never shows
 */
export async function benchPreview(folder, chromium, options) {
  const env = { CHATKU_OWNER_EMAIL: OWNER.email, CHATKU_OWNER_PASSWORD: OWNER.password };
  const api = await startApi(folder, { env });
  const browser = await chromium.launch(options);
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    const signedIn = await context.request.post(api.url + pathOf('sign_in'), { data: OWNER });
    const { csrf } = await signedIn.json();
    const made = await context.request.post(api.url + pathOf('create_bot'), {
      data: { name: 'Kedai Senja' },
      headers: { 'chatku-csrf': csrf },
    });
    const bot = await made.json();
    const page = await context.newPage();
    /** @type {number[]} */
    const times = [];
    for (const { tab, field, shows, value } of CHANGES) {
      await page.goto(`${api.url}/console/bots/${bot.id}/settings/${tab}`);
      await page.locator(field).waitFor({ state: 'attached' });
      await page.frameLocator('iframe').locator('chatku-panel h2').waitFor();
      // The first round warms up what only the first one needs.
      for (let at = -1; at < ROUNDS; at++) {
        const tookMs = await page.evaluate(follow, { field, shows, value: value(at + 1) });
        if (at >= 0) times.push(tookMs);
      }
    }
    return [
      {
        name: 'preview of the settings, from a change to its painted frame',
        value: round(percentile(times, 0.95), 1),
        unit: 'ms',
        atMost: AT_MOST_MS,
        note: `the 95th of 100; ${times.length} changes of title, colour and a word, in the middle ${round(median(times), 1)} ms, at most ${round(Math.max(...times), 1)} ms`,
      },
    ];
  } finally {
    await browser.close();
    await api.stop();
  }
}
