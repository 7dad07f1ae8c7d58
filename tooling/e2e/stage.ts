import type { Browser } from 'playwright-core';
import { launchChromium } from './browser.js';
import { Owner } from './owner.js';
import { Chatku } from './processes.js';
import { Website } from './website.js';

/** One running product with a website that may embed its bot, the owner signed in, and a browser: what a file's tests share. */
export class Stage {
  private constructor(
    readonly chatku: Chatku,
    readonly site: Website,
    readonly owner: Owner,
    readonly chromium: Browser,
  ) {}

  static async set(): Promise<Stage> {
    const chatku = await Chatku.start();
    const site = await Website.start(chatku);
    const owner = await Owner.signIn(chatku);
    await owner.allow(site.botId, site.origin);
    return new Stage(chatku, site, owner, await launchChromium());
  }

  async strike(): Promise<void> {
    await this.chromium.close();
    await this.site.stop();
    await this.chatku.stop();
  }
}
