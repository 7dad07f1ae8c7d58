import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Reader } from '../../platform/database/reader.js';
import { type Caching, StaticFile } from '../../platform/static/static-folder.js';
import { WidgetFiles } from '../../platform/static/widget-files.js';
import { type Bot, BotsService } from '../bots/index.js';
import { InstallationsService } from '../installations/index.js';
import { type Delivery, findSuccessor, isBuildHash, readDelivery, scriptJson } from './delivery.js';

const JS = 'text/javascript; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
/** Bots whose loader is kept ready. */
const KEPT_LOADERS_MAX = 500;

/**
 * What websites load. A body depends on the bot and the settings of this server alone: never on the Host header, the
 * query or any other header. Unknown and switched-off bots get the same harmless stub.
 */
@Injectable()
export class WidgetDeliveryService {
  readonly #delivery: Delivery | null;
  readonly #stub: StaticFile;
  readonly #stubSettings = StaticFile.ofText(scriptJson({ enabled: false }), JSON_TYPE);
  readonly #loaders = new Map<string, { version: number; file: StaticFile }>();

  constructor(
    files: WidgetFiles,
    private readonly config: Config,
    private readonly bots: BotsService,
    private readonly installations: InstallationsService,
    private readonly reader: Reader,
  ) {
    this.#delivery = readDelivery(files);
    this.#stub = StaticFile.ofText(this.#delivery?.stub ?? '', JS);
  }

  /**
   * The loader of a bot: its looks inside, one request to a visible launcher.
   *
   * @param website the origin that asked, if it said so: noted for the installer, and never part of the answer
   */
  async loader(botId: string, website: string | null): Promise<StaticFile> {
    const bot = await this.#find(botId);
    if (bot === null || this.#delivery === null) return this.#stub;
    this.installations.saw(bot.id, website, 'loaded');
    const kept = this.#loaders.get(bot.id);
    if (kept?.version === bot.version) return kept.file;
    const file = StaticFile.ofText(this.#delivery.loaderWith(this.#settings(bot, this.#delivery)), JS);
    if (this.#loaders.size >= KEPT_LOADERS_MAX) this.#loaders.clear();
    this.#loaders.set(bot.id, { version: bot.version, file });
    return file;
  }

  /** The same settings as JSON, for the npm element. */
  async settings(botId: string): Promise<StaticFile> {
    const bot = await this.#find(botId);
    if (bot === null || this.#delivery === null) return this.#stubSettings;
    return StaticFile.ofText(scriptJson({ enabled: true, ...this.#settings(bot, this.#delivery) }), JSON_TYPE);
  }

  /**
   * A file of the hashed folder. A page that was left open over an upgrade asks under the hash of a build that is gone: it
   * gets what this build has of that name, and must not keep it, since that address says other bytes. Null for a name
   * nobody knows, and for what no build has as its hash.
   */
  asset(hash: string, name: string): { file: StaticFile; caching: Caching } | null {
    if (this.#delivery === null || !isBuildHash(hash)) return null;
    const isPresent = hash === this.#delivery.hash;
    const file = isPresent ? this.#delivery.files.get(name) : findSuccessor(this.#delivery, name);
    return file == null ? null : { file, caching: isPresent ? 'immutable' : 'no-store' };
  }

  /** A picture of a bot; null for one it does not have, and while it is switched off. */
  async picture(botId: string, hash: string): Promise<StaticFile | null> {
    const bot = await this.#find(botId);
    const picture = bot && (await this.bots.findPicture(this.reader, bot.id, hash));
    return picture && new StaticFile(Buffer.from(picture.base64, 'base64'), picture.mediaType, false);
  }

  async #find(botId: string): Promise<Bot | null> {
    const bot = await this.bots.findById(this.reader, botId);
    return bot?.enabled === true ? bot : null;
  }

  #settings(bot: Bot, delivery: Delivery): object {
    const api = this.config.publicUrl;
    return {
      api,
      bot: bot.id,
      looks: leanLooks(bot.looks),
      build: delivery.hash,
    };
  }
}

/** Looks without what goes without saying: the loader carries them on every page view. */
function leanLooks({ position, scheme, locale, ...looks }: Bot['looks']): object {
  return {
    ...looks,
    ...(position !== 'right' && { position }),
    ...(scheme !== 'auto' && { scheme }),
    ...(locale !== 'auto' && { locale }),
  };
}
