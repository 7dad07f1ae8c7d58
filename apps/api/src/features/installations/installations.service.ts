import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { RunMode } from '../../platform/commands/run-mode.js';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { Logger } from '../../platform/logging/logger.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import type { Installation } from './installation.entity.js';
import { InstallationsRepository } from './installations.repository.js';

/** What a website was seen to do: ask for the loader, talk to the API, be turned away. */
export type InstallationSign = 'loaded' | 'talked' | 'refused';

const FLUSH_EVERY_MS = 1_000;
/** A sign is written again when the one on disk is older than this. */
const FRESH_MS = 60_000;
/** Origins kept of one bot. Whoever invents origins pushes out those that never talked first, then the longest silent. */
const ORIGINS_MAX = 50;
/** Origins that may wait for the disk; beyond, new ones are left out. */
const WAITING_MAX = 500;

const COLUMN = { loaded: 'loadedAtMs', talked: 'talkedAtMs', refused: 'refusedAtMs' } as const;

/** The origin of a `Referer` or `Origin` header; null where it names no website. */
export function websiteOf(header: string | string[] | undefined): string | null {
  if (typeof header !== 'string' || header.length > 2_000 || !URL.canParse(header)) return null;
  const { origin, protocol } = new URL(header);
  return (protocol === 'https:' || protocol === 'http:') && origin.length <= 300 ? origin : null;
}

/**
 * Which websites a bot is installed on, as the installer sees it live. Written in batches off the answer's path: at most
 * one row a website and minute, and a bounded number of websites, since anybody can say any origin.
 */
@Injectable()
export class InstallationsService implements OnApplicationBootstrap {
  /** Signs since the last flush, and those of the last minute, by bot and origin. */
  #writing: Promise<void> = Promise.resolve();
  readonly #waiting = new Map<string, Installation>();
  readonly #written = new Map<string, Installation>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly installations: InstallationsRepository,
    private readonly unitOfWork: UnitOfWork,
    private readonly reader: Reader,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly runMode: RunMode,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.runMode.serving) return;
    this.#timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS);
    this.#timer.unref();
  }

  /** Called before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.flush();
  }

  /**
   * Notes a sign of a website. Costs no wait and no query.
   *
   * @param build of the loader that is being handed out, where the sign is `loaded`
   */
  saw(botId: string, origin: string | null, sign: InstallationSign, build: string | null = null): void {
    if (origin === null || origin === 'null') return;
    const key = `${botId} ${origin}`;
    const atMs = this.clock.nowMs();
    const column = COLUMN[sign];
    const known = this.#written.get(key);
    const written = known?.[column];
    const isFresh = typeof written === 'number' && atMs - written < FRESH_MS && atMs >= written;
    if (isFresh && (build === null || known?.build === build)) return;
    const waiting = this.#waiting.get(key);
    if (waiting === undefined && this.#waiting.size >= WAITING_MAX) return;
    const blank: Installation = {
      botId,
      origin,
      firstAtMs: atMs,
      loadedAtMs: null,
      build: null,
      talkedAtMs: null,
      refusedAtMs: null,
    };
    const signs = waiting ?? blank;
    this.#waiting.set(key, { ...signs, [column]: atMs, build: build ?? signs.build });
  }

  /** The websites of a bot, what was seen last first; what waits for the disk included. */
  async listOfBot(botId: string): Promise<Installation[]> {
    await this.flush();
    const rows = await this.installations.listOfBot(this.reader, botId);
    return rows.sort((a, b) => lastOf(b) - lastOf(a) || (a.origin < b.origin ? -1 : 1));
  }

  /** The first website whose chat reached the API; null for none. @param others origins that do not count */
  async firstTalk(botId: string, others: readonly string[]): Promise<Installation | null> {
    const rows = await this.listOfBot(botId);
    const talked = rows.filter(({ talkedAtMs, origin }) => talkedAtMs !== null && !others.includes(origin));
    return talked.sort((a, b) => a.firstAtMs - b.firstAtMs)[0] ?? null;
  }

  /** Writes what has gathered, in one unit of work, after what is being written already. Never rejects. */
  flush(): Promise<void> {
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    if (this.#waiting.size === 0) return;
    const gathered = [...this.#waiting.values()];
    this.#waiting.clear();
    if (this.#written.size > WAITING_MAX) this.#written.clear();
    try {
      await this.unitOfWork.run('installations.write', async (tx) => {
        const botIds = new Set(gathered.map((row) => row.botId));
        await lockAlone(tx, ...[...botIds].map((id) => ['websites', id] as const));
        for (const botId of botIds) {
          const known = new Map((await this.installations.listOfBot(tx, botId)).map((row) => [row.origin, row]));
          for (const row of gathered.filter((one) => one.botId === botId)) {
            const merged = merge(known.get(row.origin), row);
            if (!known.has(row.origin) && known.size >= ORIGINS_MAX) {
              const least = leastOf(known.values());
              if (least === undefined) continue;
              known.delete(least.origin);
              await this.installations.remove(tx, least);
            }
            known.set(row.origin, merged);
            await this.installations.put(tx, merged);
            this.#written.set(`${botId} ${row.origin}`, merged);
          }
        }
      });
    } catch (error) {
      // The next sign of the same website says it again.
      this.#written.clear();
      this.logger.warn('What was seen of websites could not be written', { err: error });
    }
  }
}

const lastOf = ({ loadedAtMs, talkedAtMs, refusedAtMs }: Installation): number =>
  Math.max(loadedAtMs ?? 0, talkedAtMs ?? 0, refusedAtMs ?? 0);

const merge = (known: Installation | undefined, row: Installation): Installation => ({
  ...row,
  firstAtMs: known?.firstAtMs ?? row.firstAtMs,
  loadedAtMs: row.loadedAtMs ?? known?.loadedAtMs ?? null,
  build: row.build ?? known?.build ?? null,
  talkedAtMs: row.talkedAtMs ?? known?.talkedAtMs ?? null,
  refusedAtMs: row.refusedAtMs ?? known?.refusedAtMs ?? null,
});

/**
 * The website to forget for a new one: the one seen longest ago, of those that never talked where there are such. A real one
 * that invented ones have pushed out is back with its next visitor.
 */
function leastOf(rows: Iterable<Installation>): Installation | undefined {
  const all = [...rows].sort((a, b) => lastOf(a) - lastOf(b));
  return all.find(({ talkedAtMs }) => talkedAtMs === null) ?? all[0];
}
