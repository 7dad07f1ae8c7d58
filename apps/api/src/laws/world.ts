import { randomBytes, randomUUID } from 'node:crypto';
import { createIdentifierHash } from '@chatku/crypto';
import {
  DEFAULT_BEHAVIOUR,
  DEFAULT_GUEST_LIMITS,
  type FlowGraph,
  NO_PAGE_RIGHTS,
  type VerifiedSession,
  type WidgetMessages,
} from '@chatku/schemas';
import type { Test } from 'supertest';
import { FEATURES } from '../app.module.js';
import type { Bot } from '../features/bots/bot.entity.js';
import { BotHooks } from '../features/bots/bot-hooks.js';
import { BotsRepository } from '../features/bots/bots.repository.js';
import { FlowAuthoringService } from '../features/flows/index.js';
import { IdentityLogService, KeyRingService } from '../features/identity/index.js';
import { IdMaker } from '../platform/ids/id-maker.js';
import { JobFailure } from '../platform/outbox/job-failure.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { OutboxRepository } from '../platform/outbox/outbox.repository.js';
import { Harness, type HarnessOptions } from '../platform/testing/harness.js';

export const ORIGIN = 'https://shop.example.my';

/** 256 random bits, as the SDK makes them. */
export const secret = (): string => randomBytes(32).toString('base64url');

/** The whole server with a bot, as a website's installer would have left it. */
export class World {
  private constructor(
    readonly harness: Harness,
    readonly bot: Bot,
    readonly key: string,
  ) {}

  static async start(options: Partial<HarnessOptions> = {}): Promise<World> {
    const harness = await Harness.start({ features: FEATURES, ...options });
    const { bot, key } = await World.makeBot(harness, harness.get(IdMaker).newId());
    return new World(harness, bot, key);
  }

  /** A bot with one special key, in a workspace. */
  static async makeBot(harness: Harness, workspaceId: string): Promise<{ bot: Bot; key: string }> {
    const bot: Bot = {
      id: harness.get(IdMaker).newId(),
      workspaceId,
      name: 'Shop',
      enabled: true,
      looks: { title: 'Shop', colour: '#9a3412', position: 'right', scheme: 'auto', locale: 'auto' },
      origins: [ORIGIN],
      nullOriginAllowed: false,
      guestsAllowed: true,
      guestFlowId: null,
      knownFlowId: null,
      identifiedFlowId: null,
      pageRights: NO_PAGE_RIGHTS,
      behaviour: DEFAULT_BEHAVIOUR,
      guestLimits: DEFAULT_GUEST_LIMITS,
      version: 1,
      createdAtMs: harness.clock.nowMs(),
    };
    await harness.unitOfWork.run('test.bot', async (tx) => {
      await harness.get(BotsRepository).insert(tx, { ...bot });
      await harness.get(BotHooks).created(tx, bot);
    });
    const ring = harness.get(KeyRingService);
    const [key] = await ring.list(bot);
    return { bot, key: await ring.reveal(bot, key?.id ?? '') };
  }

  stop(): Promise<void> {
    return this.harness.stop();
  }

  get log(): IdentityLogService {
    return this.harness.get(IdentityLogService);
  }

  /** Everything the identity log knows by now, newest first. */
  async readLog() {
    await this.log.settle();
    return this.log.list({ botId: this.bot.id, limit: 100 });
  }

  async changeBot(changes: Partial<Bot>): Promise<void> {
    const bots = this.harness.get(BotsRepository);
    await this.harness.unitOfWork.run('test.change-bot', async (tx) => {
      // A law may have changed it through the console in between.
      const { version } = (await bots.findById(tx, this.bot.id)) ?? this.bot;
      await bots.updateAtVersion(tx, this.bot.id, version, changes);
      Object.assign(this.bot, changes, { version: version + 1 });
    });
  }

  async publish(graph: FlowGraph): Promise<string> {
    const flows = this.harness.get(FlowAuthoringService);
    const flow = await flows.create(this.bot.id, 'Flow');
    await flows.publish(this.bot.id, flow.id, graph);
    return flow.id;
  }

  /** A background job that was given up. @returns its id */
  async parkJob(): Promise<string> {
    const { harness, bot } = this;
    const id = harness.get(IdMaker).newId();
    await harness.unitOfWork.run('test.park-job', async (tx) => {
      await harness.get(Outbox).add(tx, [{ id, kind: 'nobodys', workspaceId: bot.workspaceId, payload: {} }]);
      await harness.get(OutboxRepository).park(tx, id, null, new JobFailure('refused'));
    });
    return id;
  }

  hash(userId: string): string {
    return createIdentifierHash({ userId, key: this.key });
  }

  /** A new view of a page in this browser. */
  page(browser: Browser = new Browser()): Page {
    return new Page(this, browser);
  }
}

/** What a browser keeps beyond one page view: localStorage, and one tab's sessionStorage. */
export class Browser {
  guestToken: string | null = null;
  group: string | null = null;
  readonly tabSecret = secret();
}

/** One view of a page, as the SDK plays it. */
export class Page {
  readonly secret = secret();
  epoch = 0;
  token: string | null = null;
  contactId = '';
  link: VerifiedSession['link'] = { kind: 'none' };

  constructor(
    readonly world: World,
    readonly browser: Browser,
  ) {}

  /** A request of this page, with its headers. */
  call(
    method: 'get' | 'post' | 'patch',
    path: string,
    given: { token?: string | null; origin?: string | null } = {},
  ): Test {
    const { token = this.token, origin = ORIGIN } = given;
    const request = this.world.harness.request[method](`/v1/bots/${this.world.bot.id}/widget/${path}`).set(
      'chatku-page',
      `1.${this.secret}.${this.epoch}`,
    );
    if (origin !== null) request.set('origin', origin);
    if (token !== null) request.set('authorization', `Bearer ${token}`);
    return request;
  }

  async becomeGuest(): Promise<this> {
    const { body } = await this.call('post', 'guest', { token: this.browser.guestToken }).send({}).expect(200);
    this.browser.guestToken = body.token ?? this.browser.guestToken;
    this.token = this.browser.guestToken;
    this.contactId = body.contact_id;
    return this;
  }

  /** Sends an identify call under the next epoch. */
  identify(userId: unknown, given: Record<string, unknown> = {}): Test {
    this.epoch += 1;
    const body: Record<string, unknown> = { user_id: userId, group: this.browser.group, ...given };
    if (!('identifier_hash' in given) && typeof userId === 'string') body['identifier_hash'] = this.world.hash(userId);
    return this.call('post', 'identify', { token: null }).send(body);
  }

  /** Becomes a user, with everything the SDK sends along. */
  async becomeUser(userId: string, given: Record<string, unknown> = {}): Promise<this> {
    const { body } = await this.identify(userId, {
      guest_token: this.browser.guestToken,
      tab_secret: this.browser.tabSecret,
      ...given,
    }).expect(200);
    const session = body as VerifiedSession;
    this.token = session.token;
    this.contactId = session.contact_id;
    this.link = session.link;
    this.browser.group = session.group;
    if (session.link.kind === 'linked') this.browser.guestToken = null;
    return this;
  }

  logOut(): Test {
    this.epoch += 1;
    return this.call('post', 'logout').send({});
  }

  send(text: string, given: Record<string, unknown> = {}): Test {
    return this.call('post', 'messages').send({
      client_id: randomUUID(),
      text,
      tab_secret: this.browser.tabSecret,
      ...given,
    });
  }

  async history(query = ''): Promise<WidgetMessages> {
    const { body } = await this.call('get', `messages${query}`).expect(200);
    return body as WidgetMessages;
  }

  /** The texts of the history, oldest first. */
  async texts(): Promise<string[]> {
    return (await this.history()).items.map((message) => message.body.text);
  }
}
