import type { Checklist, Installations } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Reader } from '../../platform/database/reader.js';
import { BotsService, originAllowed } from '../bots/index.js';
import { ConversationFactsService } from '../conversations/index.js';
import { IdentityLogService, KeyRingService } from '../identity/index.js';
import { InstallationsService } from '../installations/index.js';
import { WidgetDeliveryService } from '../widget-delivery/index.js';
import { type Member, OwnersService } from '../workspaces/index.js';
import { findingsOf } from './findings.js';

/** Rows of the identity log that are looked through for the newest of each website. */
const LOG_ROWS = 200;

const iso = (atMs: number): string => new Date(atMs).toISOString();
const isoOrNull = (atMs: number | null): string | null => (atMs === null ? null : iso(atMs));

/** The features that know how far a bot has come. */
@Injectable()
export class OnboardingSources {
  constructor(
    readonly bots: BotsService,
    readonly installations: InstallationsService,
    readonly identityLog: IdentityLogService,
    readonly keyRing: KeyRingService,
    readonly conversations: ConversationFactsService,
    readonly owners: OwnersService,
  ) {}
}

/** What an installer looks at: where the bot was seen, what is wrong there, and what is left to do. */
@Injectable()
export class OnboardingService {
  constructor(
    private readonly from: OnboardingSources,
    private readonly delivery: WidgetDeliveryService,
    private readonly reader: Reader,
    private readonly config: Config,
  ) {}

  /** The websites a bot was seen on, each with what is wrong. */
  async installations(member: Member, botId: string): Promise<Installations> {
    const bot = await this.from.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
    const rows = await this.from.installations.listOfBot(bot.id);
    const { publicUrl } = this.config;
    await this.from.identityLog.flush();
    const log = await this.from.identityLog.list({ botId: bot.id, limit: LOG_ROWS });
    const others = await this.#loadsOfOthers(member, bot.id);
    return {
      items: rows.map((installation) => {
        const { origin, firstAtMs, loadedAtMs, build, talkedAtMs, refusedAtMs } = installation;
        const allowed = originAllowed(bot, origin);
        const identity = log.find((entry) => entry.origin === origin) ?? null;
        const otherLoads = others.get(origin) ?? [];
        return {
          origin,
          allowed,
          first_at: iso(firstAtMs),
          loaded_at: isoOrNull(loadedAtMs),
          loader: build === null ? null : { build, current: build === this.delivery.build },
          talked_at: isoOrNull(talkedAtMs),
          refused_at: isoOrNull(refusedAtMs),
          identity,
          findings: findingsOf({ installation, allowed, publicUrl, identity, otherLoads }),
        };
      }),
    };
  }

  /** How far a new bot has come. */
  async checklist(member: Member, botId: string): Promise<Checklist> {
    const bot = await this.from.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
    const ourselves = new URL(this.config.publicUrl).origin;
    const embed = await this.from.installations.firstTalk(bot.id, [ourselves]);
    const verified = (await this.from.keyRing.list(bot)).map((key) => key.last_verified_at).filter((at) => at !== null);
    return {
      chat_at: isoOrNull(await this.from.conversations.latestAtMs(this.reader, bot.workspaceId, bot.id)),
      embed: embed && { origin: embed.origin, at: iso(embed.firstAtMs) },
      verified_at: verified.sort().at(-1) ?? null,
      members: await this.from.owners.countMembers(this.reader, member.workspaceId),
    };
  }

  /** When other bots of the workspace were loaded, by website. */
  async #loadsOfOthers(member: Member, botId: string): Promise<Map<string, number[]>> {
    const loads = new Map<string, number[]>();
    const bots = await this.from.bots.listOfWorkspace(this.reader, member.workspaceId);
    for (const other of bots) {
      if (other.id === botId) continue;
      for (const { origin, loadedAtMs } of await this.from.installations.listOfBot(other.id)) {
        if (loadedAtMs !== null) loads.set(origin, [...(loads.get(origin) ?? []), loadedAtMs]);
      }
    }
    return loads;
  }
}
