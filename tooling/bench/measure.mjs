/** Runs the parts of the benchmark one after another, never two at once. */
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { installBot, startApi } from '../product/api-server.mjs';
import { withFolder } from '../product/scratch.mjs';
import { chromiumArgs } from '../test/browser.mjs';
import { benchFanOut } from './fan-out.mjs';
import { benchGrowth } from './growth.mjs';
import { benchHash } from './hash.mjs';
import { benchIdleSockets } from './idle-sockets.mjs';
import { benchLauncherTime } from './launcher-time.mjs';
import { describeMachine } from './machine.mjs';
import { benchMessages } from './messages.mjs';
import { benchPostgres, POSTGRES_VARIABLE } from './postgres.mjs';
import { benchPreview } from './preview.mjs';
import { benchStarts } from './starts.mjs';
import { round } from './statistics.mjs';
import { benchWidgetBytes } from './widget-bytes.mjs';

const loadNow = () => round(loadavg()[0] ?? 0, 1);

/** Loaders differ in the bot's id, which compresses now better and now worse by some bytes. */
const BOTS_WEIGHED = 9;

/**
 * The parts that need a page: an API with some bots alike, and a browser.
 *
 * @param {string} folder
 * @param {string} executablePath
 * @param {(browser: import('playwright-core').Browser, loaderUrls: string[]) => Promise<import('./report.mjs').Finding[]>} work
 * @param {number} bots
 */
async function withBrowser(folder, executablePath, work, bots) {
  const api = await startApi(folder);
  try {
    /** @type {string[]} */
    const loaderUrls = [];
    while (loaderUrls.length < bots) loaderUrls.push(`${api.url}/w/${(await installBot(api)).botId}.js`);
    const browser = await chromium.launch({ executablePath, args: [...chromiumArgs] });
    try {
      return await work(browser, loaderUrls);
    } finally {
      await browser.close();
    }
  } finally {
    await api.stop();
  }
}

/**
 * @param {string[]} parts
 * @param {string} executablePath of the browser, where a part needs one
 * @param {import('../bootstrap/terminal.mjs').Terminal} terminal
 * @returns {Promise<import('./report.mjs').Report>}
 */
export function measure(parts, executablePath, terminal) {
  return withFolder(async (folder) => {
    const loadBefore = loadNow();
    const machine = describeMachine(folder);
    /** @type {Record<string, { title: string, run: () => Promise<import('./report.mjs').Finding[]> }>} */
    const benches = {
      hash: { title: 'Hash creation', run: benchHash },
      bytes: {
        title: 'Bytes of the widget',
        run: () => withBrowser(join(folder, 'bytes'), executablePath, benchWidgetBytes, BOTS_WEIGHED),
      },
      launcher: {
        title: 'Time to the launcher',
        run: () =>
          withBrowser(
            join(folder, 'launcher'),
            executablePath,
            (browser, [url = '']) => benchLauncherTime(browser, url),
            1,
          ),
      },
      preview: {
        title: 'Preview of the settings',
        run: () => benchPreview(join(folder, 'preview'), chromium, { executablePath, args: [...chromiumArgs] }),
      },
      messages: { title: 'Messages', run: () => benchMessages(folder) },
      postgres: {
        title: 'Messages on Postgres',
        run: async () => {
          const server = process.env[POSTGRES_VARIABLE] ?? '';
          if (server !== '') return benchPostgres(folder, server);
          terminal.say(
            `Nothing is measured on Postgres: ${POSTGRES_VARIABLE} names no server where databases may be made.`,
          );
          return [];
        },
      },
      growth: { title: 'Growth', run: () => benchGrowth(folder) },
      'fan-out': { title: 'Fan-out', run: () => benchFanOut(folder) },
      'idle-sockets': { title: 'Idle sockets', run: () => benchIdleSockets(folder) },
      starts: { title: 'Starts and memory', run: () => benchStarts(folder) },
    };
    /** @type {import('./report.mjs').Finding[]} */
    const findings = [];
    for (const part of parts) {
      const bench = benches[part];
      if (bench === undefined) throw new Error(`There is no part "${part}".`);
      const activity = terminal.begin(bench.title);
      try {
        findings.push(...(await bench.run()));
        activity.done();
      } catch (error) {
        activity.failed();
        throw error;
      }
    }
    return { date: new Date().toISOString().slice(0, 10), machine, loadBefore, loadAfter: loadNow(), findings };
  });
}
