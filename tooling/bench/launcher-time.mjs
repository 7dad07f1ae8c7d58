/** How long a visitor on a slow phone waits for the launcher, beside a script that does nothing but draw it. */
import { readFileSync } from 'node:fs';
import { median, round } from './statistics.mjs';
import { shopPage, startWebsite } from './website.mjs';

const ROUNDS = 15;
const CPU_SLOWDOWN = 4;
/** What the developer tools of Chromium call "Slow 4G" (until 2024 "Fast 3G"). */
const NETWORK = {
  offline: false,
  latency: 562.5,
  downloadThroughput: 180_000,
  uploadThroughput: 84_375,
};
const AT_MOST = 1.1;

/** What is compared, and the tag its script adds to the page. */
const TAGS = { chatku: 'chatku-chat', floor: 'floor-button' };

/**
 * Runs in the page before anything else: notes when the frame with the button was handed to the screen.
 *
 * @param {string} tag
 */
function watchForLauncher(tag) {
  const found = () => {
    // The frame that paints the button begins with this callback; the message comes when it has been painted.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        Object.assign(window, { launcherPaintedAtMs: performance.now() });
      };
      port2.postMessage(null);
    });
  };
  new MutationObserver((_changes, observer) => {
    if (document.querySelector(tag) === null) return;
    observer.disconnect();
    found();
  }).observe(document, { childList: true, subtree: true });
}

/**
 * Runs in the page: how the button looks, and when it was there.
 *
 * @param {string} tag
 */
function describeLauncher(tag) {
  const button = document.querySelector(tag)?.shadowRoot?.querySelector('button');
  if (!button) throw new Error(`${tag} has no button`);
  const { x, y, width, height } = button.getBoundingClientRect();
  const { backgroundColor, color, borderRadius, boxShadow, position } = getComputedStyle(button);
  const drawing = button.querySelector('path')?.getAttribute('d');
  const [script] = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'));
  return {
    looks: { x, y, width, height, backgroundColor, color, borderRadius, boxShadow, position, drawing },
    paintedAtMs: /** @type {any} */ (window).launcherPaintedAtMs,
    scriptAskedAtMs: script?.startTime ?? 0,
    requests: performance.getEntriesByType('resource').length,
  };
}

/**
 * One visit with an empty cache.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} url
 * @param {string} tag
 */
async function visit(browser, url, tag) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  try {
    const page = await context.newPage();
    await page.addInitScript(watchForLauncher, tag);
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', NETWORK);
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForFunction(() => 'launcherPaintedAtMs' in window, undefined, { polling: 100 });
    return await page.evaluate(describeLauncher, tag);
  } finally {
    await context.close();
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {string} loaderUrl
 * @returns {Promise<import('./report.mjs').Finding[]>}
 * @throws {Error} when the two buttons differ, or the launcher needs more than its one request
 */
export async function benchLauncherTime(browser, loaderUrl) {
  const drawing = readFileSync(new URL('./floor/button.js', import.meta.url), 'utf8');
  const scripts = await startWebsite(({ url }) =>
    url === '/button.js' ? { type: 'text/javascript', text: drawing.replace(/\/\*.*?\*\/\s*|\n\s*/gs, '') } : null,
  );
  const scriptOf = { chatku: loaderUrl, floor: `${scripts.url}/button.js` };
  const website = await startWebsite(({ url }) => {
    const name = /** @type {keyof typeof scriptOf | undefined} */ (/^\/(chatku|floor)$/.exec(url ?? '')?.[1]);
    return name === undefined ? null : { type: 'text/html', text: shopPage(scriptOf[name]) };
  });
  try {
    /** @type {Record<keyof typeof TAGS, { whole: number, own: number }>[]} */
    const rounds = [];
    let looks = '';
    for (let at = -1; at < ROUNDS; at++) {
      const order = /** @type {(keyof typeof TAGS)[]} */ (Object.keys(TAGS));
      if (at % 2 !== 0) order.reverse();
      const figures = { chatku: { whole: 0, own: 0 }, floor: { whole: 0, own: 0 } };
      for (const name of order) {
        const seen = await visit(browser, `${website.url}/${name}`, TAGS[name]);
        if (seen.requests !== 1) throw new Error(`${name} made ${seen.requests} requests until its button showed.`);
        looks ||= JSON.stringify(seen.looks);
        if (JSON.stringify(seen.looks) !== looks) {
          throw new Error(`The floor draws another button:\n${looks}\n${JSON.stringify(seen.looks)}`);
        }
        figures[name] = { whole: seen.paintedAtMs, own: seen.paintedAtMs - seen.scriptAskedAtMs };
      }
      // The first round warms the browser up.
      if (at >= 0) rounds.push(figures);
    }
    return findings(rounds);
  } finally {
    await Promise.all([scripts.stop(), website.stop()]);
  }
}

/**
 * @param {Record<keyof typeof TAGS, { whole: number, own: number }>[]} rounds
 * @returns {import('./report.mjs').Finding[]}
 */
function findings(rounds) {
  /** @param {keyof typeof TAGS} name @param {'whole' | 'own'} what */
  const middle = (name, what) => median(rounds.map((figures) => figures[name][what]));
  /** @param {'whole' | 'own'} what */
  const ratio = (what) => round(median(rounds.map(({ chatku, floor }) => chatku[what] / floor[what])), 3);
  const times = rounds.map(({ chatku }) => chatku.whole);
  return [
    {
      name: 'launcher, from opening the page',
      value: round(middle('chatku', 'whole')),
      unit: 'ms',
      note: `${ROUNDS} rounds, ${round(Math.min(...times))} to ${round(Math.max(...times))}; the floor ${round(middle('floor', 'whole'))} ms`,
    },
    {
      name: 'launcher, from opening the page, beside the floor',
      value: ratio('whole'),
      unit: 'x',
      atMost: AT_MOST,
      note: 'median of the rounds’ ratios',
    },
    {
      name: 'launcher, from asking for its script, beside the floor',
      value: ratio('own'),
      unit: 'x',
      atMost: AT_MOST,
      note: `the page’s own loading left out: ${round(middle('chatku', 'own'))} ms, the floor ${round(middle('floor', 'own'))} ms`,
    },
  ];
}
