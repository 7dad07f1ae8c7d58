import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Announcements } from '../../platform/commands/announcements.js';
import { RunMode } from '../../platform/commands/run-mode.js';
import { Config } from '../../platform/config/config.js';
import { Reader } from '../../platform/database/reader.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { ApiKeysService, type Bot, BotConsoleService, BotPicturesService, BotsService } from '../bots/index.js';
import { FieldsService } from '../contacts/index.js';
import { FlowAuthoringService } from '../flows/index.js';
import { KeyRingService } from '../identity/index.js';
import { OwnersService, SignInLinksService, type StaffUser } from '../workspaces/index.js';
import { GUEST_FLOW, KNOWN_FLOW } from './demo-flows.js';
import { DEMO_PICTURE } from './demo-picture.js';

/** What the shop's backend needs, handed over in a file that only this user may read. */
const HANDOVER = 'demo-site.json';
const OWNER_EMAIL = 'owner@kedai-senja.example';

/** The shop, and the same shop as a second device: another name, so another storage. */
const shopOrigins = (port: number): string[] => [`http://localhost:${port}`, `http://127.0.0.1:${port}`];

const LOOKS: Bot['looks'] = {
  title: 'Kedai Senja',
  subtitle: 'We answer while the lamps are lit',
  colour: '#9a3412',
  position: 'right',
  scheme: 'auto',
  locale: 'auto',
};

/** The doors through which the demo's data is made: the same as everybody's. */
@Injectable()
export class DemoMakers {
  constructor(
    readonly owners: OwnersService,
    readonly links: SignInLinksService,
    readonly bots: BotsService,
    readonly maker: BotConsoleService,
    readonly pictures: BotPicturesService,
    readonly apiKeys: ApiKeysService,
    readonly fields: FieldsService,
    readonly flows: FlowAuthoringService,
    readonly keyRing: KeyRingService,
    readonly reader: Reader,
  ) {}
}

/**
 * The demo's data: on its first run a workspace with the shop's bot, flows, fields and keys; on every run a single-use
 * sign-in link in the terminal, and the file that hands the shop's backend its secrets.
 */
@Injectable()
export class DemoSeedService implements OnApplicationBootstrap {
  constructor(
    private readonly config: Config,
    private readonly runMode: RunMode,
    private readonly announcements: Announcements,
    private readonly makers: DemoMakers,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.runMode.serving || !this.config.demo) return;
    const { owner, bot } = (await this.#find()) ?? (await this.#seed());
    await this.#keepUp(bot);
    await this.#handOver(bot);
    const link = await this.unitOfWork.run('demo.sign-in-link', (tx) => this.makers.links.issue(tx, owner.id));
    this.announcements.add(`Sign in to the console with this link, once, within 15 minutes: ${link}`);
  }

  /** What a former start has made: the first owner, and the workspace's first bot. */
  async #find(): Promise<{ owner: StaffUser; bot: Bot } | null> {
    const owner = await this.makers.owners.findFirst(this.makers.reader);
    const bot = owner === null ? null : await this.makers.bots.findFirst(this.makers.reader, owner.workspaceId);
    return owner === null || bot === null ? null : { owner, bot };
  }

  async #seed(): Promise<{ owner: StaffUser; bot: Bot }> {
    const prepared = await this.makers.owners.prepare({
      workspaceName: 'Kedai Senja',
      timezone: 'Asia/Kuala_Lumpur',
      language: 'en',
      name: 'Owner',
      email: this.config.ownerEmail ?? OWNER_EMAIL,
      password: this.config.ownerPassword,
    });
    const seeded = await this.unitOfWork.run('demo.seed', async (tx) => {
      const { workspace, user } = await this.makers.owners.createFirst(tx, prepared);
      return { owner: user, bot: await this.#seedBot(tx, workspace.id) };
    });
    this.announcements.add(
      prepared.generatedPassword === null
        ? `The demo's owner is ${prepared.email}, with the password of CHATKU_OWNER_PASSWORD.`
        : `The demo's owner is ${prepared.email}, with the password ${prepared.generatedPassword} (shown this once).`,
    );
    return seeded;
  }

  async #seedBot(tx: Tx, workspaceId: string): Promise<Bot> {
    const { maker, pictures, flows, fields } = this.makers;
    const bot = await maker.createIn(tx, workspaceId, { name: 'Kedai Senja', looks: LOOKS });
    const guest = await flows.publishIn(tx, await flows.createIn(tx, bot.id, 'Greet a guest'), GUEST_FLOW);
    const known = await flows.publishIn(tx, await flows.createIn(tx, bot.id, 'Greet a customer'), KNOWN_FLOW);
    const backendOnly = { type: 'text', page_writable: false, minimum_provenance: 'server' } as const;
    for (const name of ['last_order_id', 'last_order_status', 'last_order_total']) {
      await fields.putIn(tx, bot.id, { name, ...backendOnly });
    }
    await fields.putIn(tx, bot.id, {
      name: 'need',
      type: 'text',
      page_writable: false,
      minimum_provenance: 'visitor',
    });
    const changes = {
      looks: { ...LOOKS, avatar: await pictures.storeIn(tx, bot, DEMO_PICTURE) },
      guestFlowId: guest.id,
      knownFlowId: known.id,
      origins: shopOrigins(this.config.demoPort),
    };
    await maker.changeIn(tx, bot, changes);
    return { ...bot, ...changes };
  }

  /** The shop's addresses follow the ports, which may be others than at the last start. */
  async #keepUp(bot: Bot): Promise<void> {
    const origins = [...new Set([...bot.origins, ...shopOrigins(this.config.demoPort)])];
    if (origins.length === bot.origins.length) return;
    await this.unitOfWork.run('demo.keep-up', (tx) => this.makers.maker.changeIn(tx, bot, { origins }));
  }

  /** Writes the shop's secrets where its backend reads them: whole or not at all, and for this user's eyes only. */
  async #handOver(bot: Bot): Promise<void> {
    const { keyRing, apiKeys } = this.makers;
    const path = join(this.config.dataDir, HANDOVER);
    const before = await readFile(path, 'utf8').then(
      (text) => JSON.parse(text) as { apiKey?: string },
      () => null,
    );
    const [primary] = (await keyRing.list(bot)).filter(({ state }) => state === 'primary');
    if (primary === undefined) throw new Error('the demo bot has no primary key');
    const text = JSON.stringify({
      apiUrl: this.config.publicUrl,
      botId: bot.id,
      specialKey: await keyRing.reveal(bot, primary.id),
      apiKey: before?.apiKey ?? (await apiKeys.create(bot.id, 'Kedai Senja backend')).key,
    });
    const draft = `${path}.${randomBytes(4).toString('hex')}`;
    await writeFile(draft, text, { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, path);
  }
}
