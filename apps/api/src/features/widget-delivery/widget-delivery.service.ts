import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { Reader } from '../../platform/database/reader.js';
import { type Caching, StaticFile } from '../../platform/static/static-folder.js';
import { WidgetFiles } from '../../platform/static/widget-files.js';
import { type Bot, BotsService } from '../bots/index.js';
import { InstallationsService } from '../installations/index.js';
import { type Delivery, findSuccessor, isBuildHash, readDelivery, scriptJson } from './delivery.js';
import { needsMore } from './need-of-more.js';
import { chatPage, chatPolicy, closedPage, previewPage } from './pages.js';

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
    this.installations.saw(bot.id, website, 'loaded', this.#delivery.hash);
    const kept = this.#loaders.get(bot.id);
    if (kept?.version === bot.version) return kept.file;
    const file = StaticFile.ofText(this.#delivery.loaderWith(this.#settings(bot, this.#delivery)), JS);
    if (this.#loaders.size >= KEPT_LOADERS_MAX) this.#loaders.clear();
    this.#loaders.set(bot.id, { version: bot.version, file });
    return file;
  }

  /** The build of the widget that is delivered now; null before there is one. */
  get build(): string | null {
    return this.#delivery?.hash ?? null;
  }

  /** The same settings as JSON, with the bot's behaviour: for the npm element, and for `more.js`. */
  async settings(botId: string): Promise<StaticFile> {
    const bot = await this.#find(botId);
    if (bot === null || this.#delivery === null) return this.#stubSettings;
    const settings = {
      enabled: true,
      ...this.#settings(bot, this.#delivery),
      looks: bot.looks,
      behaviour: bot.behaviour,
    };
    return StaticFile.ofText(scriptJson(settings), JSON_TYPE);
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

  /** The page in which the console shows what it is about to save; null while the widget is not built. */
  previewPage(): StaticFile | null {
    return this.#delivery && previewPage(this.#delivery.hash);
  }

  /** The page that is nothing but a bot's chat. */
  async chatPage(botId: string): Promise<StaticFile> {
    const bot = await this.#find(botId);
    return bot === null || this.#delivery === null ? closedPage() : chatPage(this.#delivery.hash, bot.looks.title);
  }

  /** What the chat's page may do. */
  get chatPolicy(): string {
    return chatPolicy(this.config.publicUrl);
  }

  /** A picture of a bot; null for one it does not have, and while it is switched off. */
  async picture(botId: string, hash: string): Promise<StaticFile | null> {
    const bot = await this.#find(botId);
    const picture = bot && (await this.bots.findPicture(this.reader, bot.id, hash));
    return picture && new StaticFile(Buffer.from(picture.base64, 'base64'), picture.mediaType, false);
  }

  async #find(botId: string): Promise<Bot | null> {
    // No id holds it, and Postgres refuses to look for text that does.
    if (botId.includes('\0')) return null;
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
      ...lean(bot),
    };
  }
}

/** What most bots do not need, and every visitor of the others pays for. */
function lean({ looks, behaviour }: Bot): object {
  const { guest_history } = behaviour;
  return {
    ...(needsMore(looks, behaviour) && { more: 1 }),
    ...(guest_history !== 'device' && { guests: guest_history }),
  };
}

/** Looks without what goes without saying: the loader carries them on every page view. What `more.js` shows it fetches. */
function leanLooks({ title, subtitle, avatar, colour, position, scheme, locale }: Bot['looks']): object {
  return {
    title,
    ...(subtitle !== undefined && { subtitle }),
    ...(avatar !== undefined && { avatar }),
    colour,
    ...(position !== 'right' && { position }),
    ...(scheme !== 'auto' && { scheme }),
    ...(locale !== 'auto' && { locale }),
  };
}
