import { explainIdentifierHash, maskUserId } from '@chatku/crypto';
import type { IdentityPolicy, IdentityLogEntry as WireEntry } from '@chatku/schemas';
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
import { MinuteRows } from './minute-rows.js';
import { ProofExplainer } from './proof-explainer.service.js';
import { isAccepted, type PresentedProof, type Proof } from './proof-verifier.service.js';

/** Raw values wait for their diagnosis no longer than this; then they are dropped undiagnosed. */
const RAW_KEPT_MS = 60_000;
/** A pause between an answer and its diagnosis, so that the work never stands in an answer's way. */
const DIAGNOSE_AFTER_MS = 25;
const FLUSH_EVERY_MS = 500;
/** Rows that may wait for the disk; beyond, the oldest undiagnosed are given up rather than memory. */
const BUFFER_MAX = 5_000;

/** An identify call, with what it said. Lives in memory only, until it is diagnosed. */
export interface IdentifyAttempt extends PresentedProof {
  readonly bot: Pick<Bot, 'id' | 'workspaceId'>;
  readonly requestId: string;
  readonly origin: string | null;
  readonly email: unknown;
  /** As it was when the call was judged. */
  readonly policy: IdentityPolicy;
}

/** What a row may say beside its verdict. */
type Marks = Partial<Pick<IdentityLogEntry, 'keyId' | 'diagnosis' | 'variant' | 'wouldBeRefused'>>;

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
    private readonly explainer: ProofExplainer,
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
   * visitors of the website are one contact. The row says so; whether it is meant is the installer's to know. In rehearsal
   * it also says that tokens only would have refused this call.
   */
  verified(attempt: IdentifyAttempt, { keyId, token }: Pick<Proof, 'keyId' | 'token'>): void {
    // Without a hash the explainer looks at the id alone, and no key is tried.
    const { diagnosis, variant = null } = explainIdentifierHash({ userId: attempt.userId, identifierHash: undefined });
    const warning = diagnosis === 'placeholder_not_replaced' ? { diagnosis, variant } : {};
    const byToken = token !== null;
    const wouldBeRefused = attempt.policy.rehearsal && !isAccepted({ accepts: 'token_only' }, { byToken });
    this.#note(attempt, 'verified', { keyId, wouldBeRefused, ...warning });
  }

  superseded(attempt: IdentifyAttempt): void {
    this.#note(attempt, 'superseded', {});
  }

  /** @param known what is known already without trying keys, for a proof that was right but may not be used */
  refused(attempt: IdentifyAttempt, known?: Pick<IdentityLogEntry, 'diagnosis' | 'variant' | 'keyId'>): void {
    // Not what is known: rows that need a diagnosis and rows that have one share the same bound.
    const entry = this.#note(attempt, 'refused', {});
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
  #note(attempt: IdentifyAttempt, verdict: IdentityLogEntry['verdict'], marks: Marks): IdentityLogEntry | null {
    const { keyId = null, diagnosis = null, variant = null, wouldBeRefused = false } = marks;
    const atMs = this.platform.clock.nowMs();
    const shared = this.#minuteRows.place({
      botId: attempt.bot.id,
      origin: attempt.origin,
      verdict,
      says: [keyId, diagnosis, wouldBeRefused ? 'would_be_refused' : null].filter((mark) => mark !== null).join(' '),
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
      diagnosis,
      variant,
      wouldBeRefused,
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

  async #diagnose({ attempt, entry, atMs }: Waiting): Promise<void> {
    try {
      const explanation = await this.explainer.explain({ ...attempt, atMs });
      entry.diagnosis = explanation.diagnosis;
      entry.variant = explanation.variant ?? null;
      entry.keyId = explanation.keyId ?? null;
    } catch (error) {
      entry.diagnosis = 'unknown';
      this.platform.logger.error('A refused proof could not be diagnosed', { err: error });
    }
  }
}
