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
/** The part of the two buttons' pictures that may differ: smoothed edges. */
const MAY_DIFFER = 0.01;

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

/** Runs in the page: when the button was there. */
function readTimes() {
  const resources = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'));
  return {
    paintedAtMs: /** @type {any} */ (window).launcherPaintedAtMs,
    scriptAskedAtMs: resources[0]?.startTime ?? 0,
    requests: resources.length,
  };
}

/**
 * Runs in a page: which part of two pictures differs plainly, from 0 to 1.
 *
 * @param {string[]} pictures PNG, base64
 */
async function compare(pictures) {
  const [one, other] = await Promise.all(
    pictures.map(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const { width, height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context?.drawImage(image, 0, 0);
      return context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
    }),
  );
  if (!one || !other || one.length !== other.length) return 1;
  let different = 0;
  for (let at = 0; at < one.length; at += 4) {
    // The edges of a curve may be smoothed a little differently.
    if ([0, 1, 2].some((channel) => Math.abs((one[at + channel] ?? 0) - (other[at + channel] ?? 0)) > 48))
      different += 1;
  }
  return different / (one.length / 4);
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
    const button = await page.locator(tag).getByRole('button').boundingBox();
    if (button === null) throw new Error(`${tag} shows no button.`);
    const { x, y, width, height } = button;
    // With the shadow around it.
    const clip = { x: x - 20, y: y - 20, width: width + 40, height: height + 40 };
    return { ...(await page.evaluate(readTimes)), button, picture: await page.screenshot({ clip }) };
  } finally {
    await context.close();
  }
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {Awaited<ReturnType<typeof visit>>[]} visits
 * @throws {Error} when the two buttons do not look alike
 */
async function requireAlike(browser, visits) {
  const page = await browser.newPage();
  const different = await page.evaluate(
    compare,
    visits.map(({ picture }) => picture.toString('base64')),
  );
  await page.close();
  const [one, other] = visits.map(({ button }) => JSON.stringify(button));
  if (one !== other || different > MAY_DIFFER) {
    throw new Error(
      `The floor draws another button: ${one} and ${other}, ${round(different * 100, 1)} % of the picture differ. Mend floor/button.js.`,
    );
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
    for (let at = -1; at < ROUNDS; at++) {
      const order = /** @type {(keyof typeof TAGS)[]} */ (Object.keys(TAGS));
      if (at % 2 !== 0) order.reverse();
      const figures = { chatku: { whole: 0, own: 0 }, floor: { whole: 0, own: 0 } };
      /** @type {Awaited<ReturnType<typeof visit>>[]} */
      const visits = [];
      for (const name of order) {
        const seen = await visit(browser, `${website.url}/${name}`, TAGS[name]);
        if (seen.requests !== 1) throw new Error(`${name} made ${seen.requests} requests until its button showed.`);
        visits.push(seen);
        figures[name] = { whole: seen.paintedAtMs, own: seen.paintedAtMs - seen.scriptAskedAtMs };
      }
      if (at >= 0) rounds.push(figures);
      // The first round warms the browser up, and shows whether the two are worth comparing.
      else await requireAlike(browser, visits);
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
