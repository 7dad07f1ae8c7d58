import { randomUUID } from 'node:crypto';
import { createIdentifierHash } from '@chatku/crypto';
import { pathOf } from '@chatku/schemas';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { identifyUser, type signInOwner } from '../product/api-server.mjs';
import { nodeInTurn } from './api-node.js';
import type { Fault, FaultProxy } from './fault-proxy/fault-proxy.js';
import { lasting } from './form.js';
import type { Stage } from './stage.js';
import { type Seen, StormyPage, seenIn } from './stormy-page.js';
import { messageIn, untilTaken, VisitorClient } from './visitor-client.js';

const USERS = ['ada', 'bob'] as const;
type User = (typeof USERS)[number];

type Step =
  | {
      readonly does:
        | 'open'
        | 'write'
        | 'log out'
        | 'reload'
        | 'go offline'
        | 'come online'
        | 'freeze'
        | 'thaw'
        | 'rest';
    }
  | { readonly does: 'set user' | 'agent answers' | 'writes elsewhere'; readonly user: User }
  | { readonly does: 'weather'; readonly fault: Fault }
  /** Something of the stage is killed, and comes back while the story goes on. */
  | { readonly does: 'restart'; readonly which: number };

const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ kind: fc.constant('delay' as const), ms: fc.integer({ min: 1, max: 150 }) }),
  fc.record({ kind: fc.constant('cut' as const), afterBytes: fc.integer({ min: 0, max: 3_000 }) }),
  fc.record({ kind: fc.constant('reset' as const), afterBytes: fc.integer({ min: 0, max: 3_000 }) }),
  fc.constant({ kind: 'half_open' as const }),
);
const user = fc.constantFrom(...USERS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ does: 'write' as const }) },
  { weight: 6, arbitrary: fc.constant({ does: 'rest' as const }) },
  { weight: 5, arbitrary: fc.record({ does: fc.constant('weather' as const), fault }) },
  { weight: 4, arbitrary: fc.constant({ does: 'weather' as const, fault: { kind: 'none' as const } }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('set user' as const), user }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('agent answers' as const), user }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('writes elsewhere' as const), user }) },
  ...(['open', 'log out', 'reload', 'go offline', 'come online', 'freeze', 'thaw'] as const).map((does) => ({
    weight: 1,
    arbitrary: fc.constant({ does }),
  })),
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('restart' as const), which: fc.integer({ min: 0, max: 3 }) }),
  },
);
/** A step, and how long the page is left alone after it. */
export const told = fc.record({ step, pauseMs: fc.integer({ min: 0, max: 80 }) });

/** Whatever the machine does beside this: so often, while a page is not yet whole again, its time is made slower. */
const SLOWER_EVERY_MS = 15_000;
/** In bad weather a page may never be connected. */
const REST_AT_MOST_MS = 2_000;

/** Where stories happen: servers with one bot, behind a stretch of bad network. */
export interface Place {
  readonly stage: Stage;
  readonly proxy: FaultProxy;
  readonly bot: { readonly botId: string; readonly key: string };
  readonly asOwner: Awaited<ReturnType<typeof signInOwner>>;
  /** After a story, in fair weather, the page may take so long to be whole again; what is still wrong then stays wrong. */
  readonly recoveryMs: number;
}

/** One story: a page, what happens to it, and everything that was wrong on its screen. */
export class Story {
  readonly wrong: string[] = [];
  /** By text: as whom it was written. What was written as nobody in particular may become a guest's or a user's. */
  readonly #writers = new Map<string, User | 'anybody'>();
  readonly #run = randomUUID().slice(0, 8);
  readonly page: StormyPage;
  #named: User | null = null;
  #texts = 0;
  #turn = 0;
  #restarting: Promise<void> = Promise.resolve();

  constructor(private readonly place: Place) {
    this.page = new StormyPage(place.proxy.url, place.bot.botId, () => this.#look());
  }

  async take(step: Step): Promise<void> {
    const { page } = this;
    if (step.does === 'open') page.engine.opened();
    else if (step.does === 'write') this.#write();
    else if (step.does === 'set user') this.#setUser(step.user);
    else if (step.does === 'log out') {
      this.#named = null;
      void page.engine.logout();
    } else if (step.does === 'reload') {
      this.#named = null;
      page.reload();
    } else if (step.does === 'go offline') page.goOffline();
    else if (step.does === 'come online') page.comeOnline();
    else if (step.does === 'freeze') page.engine.freeze();
    else if (step.does === 'thaw') page.engine.thaw();
    else if (step.does === 'rest') await this.#rest();
    else if (step.does === 'weather') this.place.proxy.suffer(step.fault);
    else if (step.does === 'restart') {
      await this.#restarting;
      const { harms } = this.place.stage;
      const harm = harms[step.which % harms.length] as () => Promise<void>;
      this.#restarting = harm();
      // Whoever awaits it hears of it.
      this.#restarting.catch(() => {});
    } else if (step.does === 'agent answers' || step.does === 'writes elsewhere')
      await this.#elsewhere(step.does, step.user);
  }

  /** The network is well again, the server runs and the visitor opens the panel: waits until it shows what the server has. */
  async end(): Promise<void> {
    const { page } = this;
    this.place.proxy.suffer({ kind: 'none' });
    await this.#restarting;
    page.engine.thaw();
    page.comeOnline();
    page.engine.opened();
    await this.#whole();
    // And while it is connected: what comes now is pushed to it.
    const { kind } = page.engine.identity();
    if (kind === 'verified') {
      await this.#elsewhere('agent answers', this.#named as User);
      await this.#elsewhere('writes elsewhere', this.#named as User);
    }
    this.#write();
    const fresh = await this.#whole();
    this.#checkTexts(fresh);
    expect(this.wrong).toEqual([]);
  }

  /** Waits until the page shows what the server has. @returns that */
  async #whole(): Promise<Seen[]> {
    const { page } = this;
    const deadline = performance.now() + this.place.recoveryMs;
    let slowerAt = performance.now() + SLOWER_EVERY_MS;
    let fresh: Seen[] | string = 'nothing was fetched';
    for (;;) {
      if (this.#isSettled()) {
        fresh = await this.#fetchAnew();
        if (this.#isSettled() && JSON.stringify(page.seen) === JSON.stringify(fresh)) return fresh;
      }
      if (performance.now() > deadline) {
        const { connection, identity, settling, loaded } = page.engine.view;
        expect({ connection, identity, settling, loaded, seen: page.seen }).toEqual({ seen: fresh });
      }
      if (performance.now() > slowerAt) {
        slowerAt += SLOWER_EVERY_MS;
        page.slowDown();
      }
      if (page.engine.view.hasOlder) await page.engine.loadOlder();
      else await lasting(25);
    }
  }

  /** The page is left alone until it is connected, where it is about to be. */
  async #rest(): Promise<void> {
    const { page } = this;
    const isOnItsWay = () => page.engine.view.settling || /connecting/.test(page.engine.view.connection);
    const deadline = performance.now() + REST_AT_MOST_MS;
    while (isOnItsWay() && performance.now() < deadline) await lasting(10);
  }

  /** Resolves when whatever was killed is there again. @throws when it did not come back */
  async restarted(): Promise<void> {
    await this.#restarting;
  }

  #write(): void {
    const { engine } = this.page;
    const text = this.#text('the page');
    const isKnown = engine.view.identity === 'verified' && !engine.view.settling && this.#named !== null;
    this.#writers.set(text, isKnown ? (this.#named as User) : 'anybody');
    engine.send(text);
  }

  #setUser(user: User): void {
    this.#named = user;
    const userId = this.#idOf(user);
    void this.page.engine.setUser(userId, {
      identifier_hash: createIdentifierHash({ userId, key: this.place.bot.key }),
    });
  }

  /** Something of the same conversation that does not come from this page, over a network that works. */
  async #elsewhere(does: 'agent answers' | 'writes elsewhere', user: User): Promise<void> {
    await this.#restarting;
    const witness = await this.#witness(user);
    const text = this.#text(does);
    this.#writers.set(text, user);
    const clientId = randomUUID();
    if (does === 'writes elsewhere')
      await untilTaken(async () => messageIn(await witness.send(this.#url, clientId, text)));
    else await this.#answer(witness, clientId, text);
  }

  /** As the console does: in the conversation that was begun last. */
  async #answer(witness: VisitorClient, clientId: string, text: string): Promise<void> {
    for (;;) {
      const history = await untilTaken(() => witness.history(this.#url));
      const newest = history
        .map(({ conversation_id: id }) => id)
        .sort()
        .at(-1);
      if (newest === undefined) return;
      try {
        const path = pathOf('reply', { conversation_id: newest });
        await untilTaken(() => this.place.asOwner('POST', path, { client_id: clientId, text }));
        return;
      } catch (error) {
        // A newer one has just become this user's: a guest's, whose page has said who the guest is.
        if ((error as { code?: unknown }).code !== 'conflict') throw error;
      }
    }
  }

  /** Where something happens that does not come from the page. */
  get #url(): string {
    return nodeInTurn(this.place.stage.nodes, ++this.#turn).url;
  }

  /** The user on another device. A new one each time: who identifies on two within moments is logged out of both together. */
  async #witness(user: User): Promise<VisitorClient> {
    const { bot } = this.place;
    return new VisitorClient(
      bot.botId,
      await untilTaken(() => identifyUser({ url: this.#url }, bot, this.#idOf(user))),
    );
  }

  #isSettled(): boolean {
    const { connection, settling, loaded, hasOlder, messages } = this.page.engine.view;
    const isTaken = messages.every(({ state }) => state === null || state === 'sent' || state === 'seen');
    return !settling && connection === 'online' && loaded && !hasOlder && isTaken;
  }

  async #fetchAnew(): Promise<Seen[]> {
    const { kind } = this.page.engine.identity();
    const token = this.page.guestToken;
    const who =
      kind === 'verified'
        ? await this.#witness(this.#named as User)
        : await untilTaken(() => VisitorClient.guest(this.#url, this.place.bot.botId, token ?? ''));
    return seenIn(await untilTaken(() => who.history(this.#url)));
  }

  /** What was ever on screen: nothing twice, nothing of somebody else. */
  #look(): void {
    const seen = this.page.seen;
    if (new Set(seen.map(({ key }) => key)).size !== seen.length)
      this.wrong.push(`a message twice: ${JSON.stringify(seen)}`);
    for (const { text } of seen) {
      const writer = this.#writers.get(text) ?? 'anybody';
      if (writer !== 'anybody' && writer !== this.#named)
        this.wrong.push(`"${text}" of ${writer} was shown to ${this.#named}`);
    }
  }

  /** Each text is there once, and what was written as the user who is here in the end is there. */
  #checkTexts(fresh: readonly Seen[]): void {
    const texts = fresh.filter(({ author }) => author !== 'bot').map(({ text }) => text);
    expect(texts).toEqual([...new Set(texts)]);
    if (this.page.engine.identity().kind !== 'verified') return;
    const mine = [...this.#writers].filter(([text, writer]) => writer === this.#named && !text.includes('agent'));
    expect(mine.filter(([text]) => !texts.includes(text))).toEqual([]);
  }

  #text(by: string): string {
    return `${by} ${this.#run} ${++this.#texts}`;
  }

  #idOf(user: User): string {
    return `${user}-${this.#run}`;
  }
}
