import type { CheckEndpointBody, CheckEndpointResult, KeySearchBody, KeySearchResult } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../platform/errors/app-error.js';
import { type RateLimit, RateLimits } from '../../platform/limits/rate-limits.js';
import { OutboundHttp } from '../../platform/outbound/outbound-http.js';
import { type Bot, BotsService } from '../bots/index.js';
import type { Member } from '../workspaces/index.js';
import { AdminDesk } from './admin-desk.js';
import { KeyNeedles } from './key-needles.js';
import { KeyRingService } from './key-ring.service.js';
import { ASKED_ID, judgeEndpoint } from './signing-endpoint.js';
import { WebsiteSearch } from './website-search.js';

const SEARCHES = { name: 'search-for-keys', points: 6, windowSeconds: 600 };
const CHECKS = { name: 'check-endpoint', points: 20, windowSeconds: 600 };
const ENDPOINT_TIMEOUT_MS = 10_000;

/** Looks at a bot's own website from outside, as anybody could: are keys in it, and does it sign for anyone? */
@Injectable()
export class WebsiteChecksService {
  readonly #searches: RateLimit;
  readonly #checks: RateLimit;

  constructor(
    private readonly keyRing: KeyRingService,
    private readonly bots: BotsService,
    private readonly outbound: OutboundHttp,
    private readonly desk: AdminDesk,
    limits: RateLimits,
  ) {
    this.#searches = limits.create(SEARCHES);
    this.#checks = limits.create(CHECKS);
  }

  /**
   * Searches the public pages of the bot's exact origins, and their own scripts, for any key of its ring.
   *
   * @throws conflict where the bot has no exact origin; too_many_requests.
   */
  async searchForKeys(member: Member, botId: string, body: KeySearchBody): Promise<KeySearchResult> {
    const bot = await this.#bot(member, botId);
    const origins = requireExactOrigins(bot);
    await this.#searches.charge(member.userId);
    await this.#note(member, 'key.searched-for', bot, { origins: origins.length });
    const needles = new KeyNeedles(await this.keyRing.openAll(this.desk.reader, bot.id));
    const findings = await new WebsiteSearch(this.outbound, needles, origins).run(body?.paths ?? []);
    return { ...findings, at: new Date(this.desk.clock.nowMs()).toISOString() };
  }

  /**
   * Asks an address of the website to sign, without a session.
   *
   * @throws invalid_request where the address is not of an exact origin of the bot; conflict where it has none; the codes of calls
   *   outward; too_many_requests.
   */
  async checkEndpoint(member: Member, botId: string, { url, method }: CheckEndpointBody): Promise<CheckEndpointResult> {
    const bot = await this.#bot(member, botId);
    const origins = requireExactOrigins(bot);
    const asked = URL.canParse(url) ? new URL(url) : null;
    if (asked === null || !origins.includes(asked.origin)) {
      throw new AppError('invalid_request', 'This address is not of a website of this bot.', {
        fix: `Use an address of ${origins.join(', ')}.`,
        issues: [{ path: 'url', message: 'must begin with an exact origin of the bot' }],
      });
    }
    await this.#checks.charge(member.userId);
    await this.#note(member, 'endpoint.checked', bot, { origin: asked.origin, method });
    const response = await this.outbound.request({
      url,
      method,
      headers: { accept: 'application/json, text/html;q=0.9, */*;q=0.8' },
      ...(method === 'POST' && {
        headers: { accept: 'application/json, */*;q=0.8', 'content-type': 'application/json' },
        body: JSON.stringify({ user_id: ASKED_ID }),
      }),
      timeoutMs: ENDPOINT_TIMEOUT_MS,
      allowedOrigins: origins,
      followRedirects: false,
    });
    const ring = await this.keyRing.openRing(this.desk.reader, bot.id);
    return judgeEndpoint(response, asked, { ring, botId: bot.id, nowMs: this.desk.clock.nowMs() });
  }

  #note(member: Member, action: string, bot: Bot, detail: Record<string, string | number>): Promise<void> {
    return this.desk.unitOfWork.run('identity.website-check', (tx) =>
      this.desk.audited(member, action, detail)(tx, bot.id),
    );
  }

  #bot(member: Member, botId: string): Promise<Bot> {
    return this.bots.getOfWorkspace(this.desk.reader, member.workspaceId, botId);
  }
}

/** A wildcard names websites that nobody has listed: these are not called. */
function requireExactOrigins({ origins }: Bot): string[] {
  const exact = origins.filter((origin) => !origin.includes('*'));
  if (exact.length > 0) return exact;
  throw new AppError('conflict', 'This bot has no exact origin, so it is not known which website to look at.', {
    fix: 'Add the origin of the website first, for example https://shop.my; wildcards do not count.',
  });
}
