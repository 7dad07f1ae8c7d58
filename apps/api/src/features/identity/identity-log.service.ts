import { type Explanation, explainIdentifierHash, maskUserId } from '@chatku/crypto';
import type { IdentityLogEntry as WireEntry } from '@chatku/schemas';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { RunMode } from '../../platform/commands/run-mode.js';
import { SecretBox } from '../../platform/data-dir/secret-box.js';
import { Reader } from '../../platform/database/reader.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import { Logger } from '../../platform/logging/logger.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import type { Bot } from '../bots/index.js';
import { IdentityRepository, type LogFilter } from './identity.repository.js';
import type { IdentityLogEntry } from './identity-log-entry.entity.js';
import { toLogEntry } from './key.mapper.js';
import { KeyRingService } from './key-ring.service.js';
import { MinuteRows } from './minute-rows.js';

/** Raw values wait for their diagnosis no longer than this; then they are dropped undiagnosed. */
const RAW_KEPT_MS = 60_000;
/** A pause between an answer and its diagnosis, so that the work never stands in an answer's way. */
const DIAGNOSE_AFTER_MS = 25;
const FLUSH_EVERY_MS = 500;
/** Rows that may wait for the disk; beyond, the oldest undiagnosed are given up rather than memory. */
const BUFFER_MAX = 5_000;

/** An identify call, with what it said. Lives in memory only, until it is diagnosed. */
export interface IdentifyAttempt {
  readonly bot: Pick<Bot, 'id' | 'workspaceId'>;
  readonly requestId: string;
  readonly origin: string | null;
  readonly userId: unknown;
  readonly identifierHash: unknown;
  readonly identityToken: unknown;
  readonly email: unknown;
}

interface Waiting {
  readonly attempt: IdentifyAttempt;
  readonly entry: IdentityLogEntry;
  readonly atMs: number;
}

/** What the log needs of the platform. */
@Injectable()
export class LogPlatform {
  constructor(
    readonly clock: Clock,
    readonly ids: IdMaker,
    readonly secretBox: SecretBox,
    readonly reader: Reader,
    readonly unitOfWork: UnitOfWork,
    readonly logger: Logger,
    readonly runMode: RunMode,
  ) {}
}

/**
 * What became of each identify call, and for a refused one why. Written in batches off the answer's path, bounded and
 * aggregated, so that refusals cannot be used against the one writer.
 */
@Injectable()
export class IdentityLogService implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #dirty = new Map<string, IdentityLogEntry>();
  readonly #minuteRows = new MinuteRows();
  #queue: Waiting[] = [];
  #timer: NodeJS.Timeout | undefined;
  #busy: Promise<void> = Promise.resolve();
  #diagnosing = false;

  constructor(
    private readonly repository: IdentityRepository,
    private readonly keyRing: KeyRingService,
    private readonly platform: LogPlatform,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.platform.runMode.serving) return;
    this.#timer = setInterval(() => void this.flush(), FLUSH_EVERY_MS);
    this.#timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
  }

  /** Called before the database closes. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.settle();
  }

  /**
   * A proof may be right and its id a placeholder that nobody replaced, where the backend signs that very text: then all
   * visitors of the website are one contact. The row says so; whether it is meant is the installer's to know.
   */
  verified(attempt: IdentifyAttempt, keyId: string): void {
    // Without a hash the explainer looks at the id alone, and no key is tried.
    const { diagnosis, variant = null } = explainIdentifierHash({ userId: attempt.userId, identifierHash: undefined });
    const warning = diagnosis === 'placeholder_not_replaced' ? { diagnosis, variant } : undefined;
    this.#note(attempt, 'verified', keyId, warning);
  }

  superseded(attempt: IdentifyAttempt): void {
    this.#note(attempt, 'superseded', null);
  }

  /** @param known what is known already without trying keys, for a proof that was right but may not be used */
  refused(attempt: IdentifyAttempt, known?: Pick<IdentityLogEntry, 'diagnosis' | 'variant' | 'keyId'>): void {
    const entry = this.#note(attempt, 'refused', known?.keyId ?? null);
    if (entry === null) return;
    if (known !== undefined) {
      Object.assign(entry, known);
      return;
    }
    this.#queue.push({ attempt, entry, atMs: this.platform.clock.nowMs() });
    if (this.#diagnosing) return;
    this.#diagnosing = true;
    setTimeout(() => {
      this.#busy = this.#diagnoseAll();
    }, DIAGNOSE_AFTER_MS);
  }

  /** The log of a bot, newest first. */
  async list(filter: LogFilter): Promise<WireEntry[]> {
    return (await this.repository.listLog(this.platform.reader, filter)).map(toLogEntry);
  }

  /** Explains one attempt now, for `test your hash`. */
  async explain(attempt: Pick<IdentifyAttempt, 'bot' | 'userId' | 'identifierHash' | 'email'>): Promise<Explanation> {
    const ring = await this.keyRing.openRing(this.platform.reader, attempt.bot.id);
    return explainIdentifierHash({
      userId: attempt.userId,
      identifierHash: attempt.identifierHash,
      candidateEmail: attempt.email,
      keys: ring.keys,
      retiredKeys: ring.retired,
      compromisedKeys: ring.compromised,
      otherBotKeys: await this.keyRing.openOtherBotsKeys(this.platform.reader, attempt.bot),
    });
  }

  /** Waits until everything noted so far is diagnosed and on disk. */
  async settle(): Promise<void> {
    while (this.#diagnosing) {
      await new Promise((resolve) => setTimeout(resolve, DIAGNOSE_AFTER_MS));
      await this.#busy;
    }
    await this.flush();
  }

  /** Writes what has gathered, in one unit of work. */
  async flush(): Promise<void> {
    // A row that waits for its diagnosis is written with it.
    const waiting = new Set(this.#queue.map(({ entry }) => entry.id));
    const rows = [...this.#dirty.values()].filter((row) => !waiting.has(row.id));
    if (rows.length === 0) return;
    for (const row of rows) this.#dirty.delete(row.id);
    try {
      await this.platform.unitOfWork.run('identity.write-log', (tx) => this.repository.saveLog(tx, rows));
    } catch (error) {
      for (const row of rows) if (this.#dirty.size < BUFFER_MAX) this.#dirty.set(row.id, row);
      this.platform.logger.warn('The identity log could not be written; it will be tried again', { err: error });
    }
  }

  /** @returns the row when it is this attempt's own, null when the attempt was only counted */
  #note(
    attempt: IdentifyAttempt,
    verdict: IdentityLogEntry['verdict'],
    keyId: string | null,
    warning?: Pick<IdentityLogEntry, 'diagnosis' | 'variant'>,
  ): IdentityLogEntry | null {
    const atMs = this.platform.clock.nowMs();
    const shared = this.#minuteRows.place({
      botId: attempt.bot.id,
      origin: attempt.origin,
      verdict,
      ...(warning?.diagnosis != null && { warning: warning.diagnosis }),
      atMs,
    });
    if (shared?.row !== undefined) {
      shared.row.count += 1;
      this.#dirty.set(shared.row.id, shared.row);
      return null;
    }
    if (this.#dirty.size >= BUFFER_MAX) return null;
    const userId = typeof attempt.userId === 'string' ? attempt.userId : '';
    const entry: IdentityLogEntry = {
      id: this.platform.ids.newId(),
      botId: attempt.bot.id,
      atMs,
      requestId: attempt.requestId,
      origin: shared === null ? attempt.origin : shared.origin,
      maskedId: maskUserId(attempt.userId),
      idDigest: this.platform.secretBox.digest(`identity-log:${attempt.bot.id}`, userId),
      keyId,
      verdict,
      diagnosis: warning?.diagnosis ?? null,
      variant: warning?.variant ?? null,
      count: 1,
    };
    this.#dirty.set(entry.id, entry);
    if (shared === null) return entry;
    shared.keep(entry);
    return null;
  }

  async #diagnoseAll(): Promise<void> {
    try {
      for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
        if (this.platform.clock.nowMs() - next.atMs <= RAW_KEPT_MS) await this.#diagnose(next);
        this.#queue.shift();
        this.#dirty.set(next.entry.id, next.entry);
      }
    } finally {
      this.#diagnosing = false;
    }
  }

  async #diagnose({ attempt, entry }: Waiting): Promise<void> {
    try {
      if (attempt.identityToken !== undefined && attempt.identityToken !== null) {
        entry.diagnosis = 'proof_form_not_allowed';
        return;
      }
      const explanation = await this.explain(attempt);
      entry.diagnosis = explanation.diagnosis;
      entry.variant = explanation.variant ?? null;
      entry.keyId = explanation.keyId ?? null;
    } catch (error) {
      entry.diagnosis = 'unknown';
      this.platform.logger.error('A refused proof could not be diagnosed', { err: error });
    }
  }
}
