import { checkImportedKey, generateSpecialKey, type KeyEntry } from '@chatku/crypto';
import type { TokenKeyEntry } from '@chatku/crypto/token';
import { KEY_KINDS, type KeyKind, type SpecialKey as WireKey } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { SecretBox } from '../../platform/data-dir/secret-box.js';
import { UniqueViolation } from '../../platform/database/database-errors.js';
import type { Db } from '../../platform/database/db.js';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import { type Along, nothingAlong } from '../../platform/unit-of-work/along.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import type { Bot } from '../bots/index.js';
import { SessionsService } from '../sessions/index.js';
import { IdentityRepository } from './identity.repository.js';
import { DAY_MS, isSafeToRetire, SILENT_MS, toSpecialKey, UNDO_RETIRE_MS, verifies } from './key.mapper.js';
import { keyPlace } from './key-place.js';
import type { SpecialKey } from './special-key.entity.js';

/** Keys of one bot that may verify at once: each is tried for a proof. */
const KEYS_MAX = 50;
/** Keys one bot may have in all: those that verify no more stay for the diagnosis. */
const RING_MAX = 500;
/** Keys of other bots that a diagnosis may try. */
const OTHER_BOTS_KEYS_MAX = 24;
/** `lastVerifiedAtMs` is kept to the minute: a write for each page view would be too dear. */
const LAST_VERIFIED_RESOLUTION_MS = 60_000;

type BotRef = Pick<Bot, 'id' | 'workspaceId'>;

interface NewKey {
  readonly text: string;
  readonly kind: KeyKind;
  readonly imported: boolean;
}

/** All keys that can have made a proof which arrived at a bot, opened. For verifying and for the diagnosis, never to show. */
export interface OpenRing {
  /** Hash keys that verify, the primary first. */
  readonly keys: readonly KeyEntry[];
  readonly retired: readonly KeyEntry[];
  readonly compromised: readonly KeyEntry[];
  /** Token keys in all their states. */
  readonly tokenKeys: readonly TokenKeyEntry[];
}

/** What the key ring needs of the platform beside the database. */
@Injectable()
export class KeyPlatform {
  constructor(
    readonly ids: IdMaker,
    readonly clock: Clock,
  ) {}
}

/**
 * A bot's special keys, of two kinds: of each one primary and others that still verify, sealed at rest. Each act takes what belongs into its unit
 * of work beside it, which is called once the act is done and not when there was nothing to do.
 */
@Injectable()
export class KeyRingService {
  constructor(
    private readonly repository: IdentityRepository,
    private readonly sessions: SessionsService,
    private readonly secretBox: SecretBox,
    private readonly platform: KeyPlatform,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  async list(bot: BotRef): Promise<WireKey[]> {
    const nowMs = this.platform.clock.nowMs();
    const ring = await this.repository.listKeys(this.reader, bot.id);
    const verified = await this.repository.countVerified(this.reader, bot.id, nowMs - DAY_MS);
    return ring.map((key) =>
      toSpecialKey(key, {
        verifiedIn24h: verified.get(key.id) ?? 0,
        safeToRetire: isSafeToRetire(key, ring, nowMs),
      }),
    );
  }

  /** What a key of a bot is for; null where there is no such key any more. */
  async findKind(db: Db, botId: string, keyId: string): Promise<WireKey['kind'] | null> {
    return (await this.repository.listKeys(db, botId)).find(({ id }) => id === keyId)?.kind ?? null;
  }

  /** The ring, opened: hash keys by whether they still verify, and token keys. A key of one kind never stands among the other's. */
  async openRing(db: Db, botId: string): Promise<OpenRing> {
    const all = await this.repository.listKeys(db, botId);
    const hashKeys = all.filter(({ kind }) => kind === 'hash');
    const open = (wanted: (key: SpecialKey) => boolean): KeyEntry[] =>
      hashKeys.filter(wanted).map((key) => ({ id: key.id, key: this.#open(key) }));
    return {
      tokenKeys: all
        .filter(({ kind }) => kind === 'token')
        .map((key) => ({ id: key.id, key: this.#open(key), state: key.state })),
      keys: [...open(({ state }) => state === 'primary'), ...open(({ state }) => state === 'active')],
      retired: open(({ state }) => state === 'retired'),
      compromised: open(({ state }) => state === 'compromised'),
    };
  }

  /** Every key of the ring, of whichever kind and state. For looking for them where they must not be, never to show. */
  async openAll(db: Db, botId: string): Promise<KeyEntry[]> {
    return (await this.repository.listKeys(db, botId)).map((key) => ({ id: key.id, key: this.#open(key) }));
  }

  /** Keys of the workspace's other bots, newest first; a diagnosis tells a mixed-up key from a wrong one. */
  async openOtherBotsKeys(db: Db, bot: BotRef, kind: KeyKind): Promise<KeyEntry[]> {
    const keys = await this.repository.listKeysOfOtherBots(db, bot, kind, OTHER_BOTS_KEYS_MAX);
    return keys.map((key) => ({ id: key.id, key: this.#open(key) }));
  }

  /** Adds a new key. It verifies from now on beside the others; the first one of a kind becomes its primary. */
  async add(bot: BotRef, kind: KeyKind = 'hash', along: Along = nothingAlong): Promise<WireKey> {
    const key = await this.unitOfWork.run('identity.add-key', async (tx) => {
      const added = await this.addIn(tx, bot, kind);
      await along(tx, added.id);
      return added;
    });
    return toSpecialKey(key);
  }

  /** As `add`, in the caller's unit of work. */
  addIn(tx: Tx, bot: BotRef, kind: KeyKind = 'hash'): Promise<SpecialKey> {
    return this.#insertWithinLimits(tx, bot, { text: generateSpecialKey(), kind, imported: false });
  }

  /**
   * Brings in a key that the website uses already.
   *
   * @throws key_refused for one that is short, published or malformed; key_in_use when any bot of the workspace has it.
   */
  async import(bot: BotRef, text: string, kind: KeyKind = 'hash', along: Along = nothingAlong): Promise<WireKey> {
    const check = checkImportedKey(text);
    if (!check.ok) {
      const why =
        check.code === 'published_key'
          ? 'This key is printed in public documentation; everybody knows it.'
          : check.code === 'imported_key_too_short'
            ? 'An imported key needs at least 32 characters.'
            : 'This text cannot be a key: it is too short, or has control characters or spaces at its edges.';
      throw new AppError('key_refused', why, { fix: 'Let Chatku make a key, or make one from 32 random bytes.' });
    }
    const key = await this.unitOfWork.run('identity.import-key', async (tx) => {
      const imported = await this.#insertWithinLimits(tx, bot, { text, kind, imported: true });
      await along(tx, imported.id);
      return imported;
    });
    return toSpecialKey(key);
  }

  /** The key itself, once what goes along is on disk: nobody sees a key without a trace. */
  async reveal(bot: BotRef, keyId: string, along: Along = nothingAlong): Promise<string> {
    return this.unitOfWork.run('identity.reveal-key', async (tx) => {
      const text = this.#open(await this.#get(tx, bot, keyId));
      await along(tx, keyId);
      return text;
    });
  }

  /** Makes a key the one that samples show; the primary of its kind before goes on verifying. */
  async makePrimary(bot: BotRef, keyId: string, along: Along = nothingAlong): Promise<void> {
    await this.unitOfWork.run('identity.make-primary', async (tx) => {
      await lockAlone(tx, ['bot', bot.id]);
      const key = await this.#get(tx, bot, keyId);
      if (!verifies(key))
        throw new AppError('conflict', 'This key does not verify any more.', { fix: 'Restore it first.' });
      for (const other of await this.repository.listKeys(tx, bot.id)) {
        if (other.state === 'primary' && other.kind === key.kind)
          await this.repository.updateKey(tx, other.id, { state: 'active' });
      }
      await this.repository.updateKey(tx, key.id, { state: 'primary' });
      await along(tx, key.id);
    });
  }

  /**
   * From now on the key verifies nothing; sessions it verified live on. May be undone within the hour.
   *
   * @throws last_key for the last that verifies, and for the last of a kind that is in use.
   */
  async retire(bot: BotRef, keyId: string, along: Along = nothingAlong): Promise<void> {
    await this.unitOfWork.run('identity.retire-key', async (tx) => {
      await lockAlone(tx, ['bot', bot.id]);
      const key = await this.#get(tx, bot, keyId);
      if (!verifies(key)) return;
      await this.#requireAnother(tx, bot, key);
      await this.repository.updateKey(tx, key.id, { state: 'retired', retiredAtMs: tx.nowMs });
      await this.#keepAPrimary(tx, bot);
      await along(tx, key.id);
    });
  }

  /** Undoes `retire`. @throws undo_expired after an hour; conflict where as many keys verify as may. */
  async restore(bot: BotRef, keyId: string, along: Along = nothingAlong): Promise<void> {
    await this.unitOfWork.run('identity.restore-key', async (tx) => {
      await lockAlone(tx, ['bot', bot.id]);
      const key = await this.#get(tx, bot, keyId);
      if (key.state !== 'retired') throw new AppError('conflict', 'Only a retired key can be restored.');
      if (tx.nowMs - (key.retiredAtMs ?? 0) > UNDO_RETIRE_MS) {
        throw new AppError('undo_expired', 'Retiring can be undone for one hour.', { fix: 'Add a new key.' });
      }
      requireRoom(await this.repository.listKeys(tx, bot.id));
      await this.repository.updateKey(tx, key.id, { state: 'active', retiredAtMs: null });
      await this.#keepAPrimary(tx, bot);
      await along(tx, key.id);
    });
  }

  /** Somebody else knows the key: it verifies nothing any more, and every session it ever verified ends now. */
  async markCompromised(bot: BotRef, keyId: string, along: Along = nothingAlong): Promise<void> {
    await this.unitOfWork.run('identity.compromise-key', async (tx) => {
      await lockAlone(tx, ['bot', bot.id]);
      const key = await this.#get(tx, bot, keyId);
      await this.repository.updateKey(tx, key.id, { state: 'compromised', retiredAtMs: key.retiredAtMs ?? tx.nowMs });
      await this.sessions.endVerified(tx, { keyId: key.id }, 'revoked');
      const ring = await this.repository.listKeys(tx, bot.id);
      // A kind is never left without a key: its owner has a new one to put into the website at once. No limit stands
      // between a leaked key and its end.
      if (!ring.some((other) => other.kind === key.kind && verifies(other)))
        await this.#insert(tx, bot, { text: generateSpecialKey(), kind: key.kind, imported: false });
      await this.#keepAPrimary(tx, bot);
      await along(tx, key.id);
    });
  }

  /** Do these ring entries still verify, all of them? Asked again in the transaction that acts on a verified proof. */
  async stillVerify(tx: Tx, botId: string, keyIds: readonly string[]): Promise<boolean> {
    const ring = await this.repository.listKeys(tx, botId);
    return keyIds.every((keyId) => ring.some((key) => key.id === keyId && verifies(key)));
  }

  /** Notes when and from where keys last verified, to the minute. */
  async noteVerified(tx: Tx, botId: string, keyIds: readonly string[], origin: string | null): Promise<void> {
    for (const key of await this.repository.listKeys(tx, botId)) {
      if (!keyIds.includes(key.id)) continue;
      if (key.lastVerifiedOrigin === origin && tx.nowMs - (key.lastVerifiedAtMs ?? 0) < LAST_VERIFIED_RESOLUTION_MS)
        continue;
      await this.repository.updateKey(tx, key.id, { lastVerifiedAtMs: tx.nowMs, lastVerifiedOrigin: origin });
    }
  }

  async #insertWithinLimits(tx: Tx, bot: BotRef, key: NewKey): Promise<SpecialKey> {
    await lockAlone(tx, ['bot', bot.id]);
    const ring = await this.repository.listKeys(tx, bot.id);
    requireRoom(ring);
    if (ring.length >= RING_MAX) {
      throw new AppError('conflict', `A bot has at most ${RING_MAX} keys, retired ones included.`);
    }
    return this.#insert(tx, bot, key);
  }

  async #insert(tx: Tx, bot: BotRef, { text, kind, imported }: NewKey): Promise<SpecialKey> {
    const ring = await this.repository.listKeys(tx, bot.id);
    const id = this.platform.ids.newId();
    const key: SpecialKey = {
      id,
      workspaceId: bot.workspaceId,
      botId: bot.id,
      kind,
      state: ring.some((other) => other.state === 'primary' && other.kind === kind) ? 'active' : 'primary',
      sealed: this.secretBox.seal(text, keyPlace({ botId: bot.id, id })),
      fingerprint: this.secretBox.digest('special-key', text),
      ending: [...text].slice(-4).join(''),
      imported,
      createdAtMs: tx.nowMs,
      lastVerifiedAtMs: null,
      lastVerifiedOrigin: null,
      retiredAtMs: null,
    };
    try {
      await this.repository.insertKey(tx, key);
    } catch (error) {
      if (!(error instanceof UniqueViolation)) throw error;
      throw new AppError('key_in_use', 'A bot of this workspace has this key already.', {
        fix: 'Give each bot keys of its own.',
      });
    }
    return key;
  }

  async #requireAnother(tx: Tx, bot: BotRef, key: SpecialKey): Promise<void> {
    const others = (await this.repository.listKeys(tx, bot.id)).filter(
      (other) => other.id !== key.id && verifies(other),
    );
    if (others.length === 0) {
      throw new AppError('last_key', 'This is the only key that verifies.', { fix: 'Add a new key first.' });
    }
    if (others.some(({ kind }) => kind === key.kind) || !(await this.#isInUse(tx, key))) return;
    throw new AppError('last_key', 'This is the only key of its kind that verifies, and its kind is in use.', {
      fix: 'Add a new key of this kind first.',
    });
  }

  /** Could proofs of this key's kind still come? Hashes do where they are taken, tokens where they have come lately. */
  async #isInUse(tx: Tx, key: SpecialKey): Promise<boolean> {
    const { accepts } = await this.repository.findPolicy(tx, key.botId);
    if (accepts === 'token_only') return key.kind === 'token';
    return key.kind === 'hash' || (key.lastVerifiedAtMs !== null && tx.nowMs - key.lastVerifiedAtMs <= SILENT_MS);
  }

  async #keepAPrimary(tx: Tx, bot: BotRef): Promise<void> {
    const ring = await this.repository.listKeys(tx, bot.id);
    for (const kind of KEY_KINDS) {
      const ofKind = ring.filter((key) => key.kind === kind);
      const next = ofKind.find(({ state }) => state === 'active');
      if (next === undefined || ofKind.some(({ state }) => state === 'primary')) continue;
      await this.repository.updateKey(tx, next.id, { state: 'primary' });
    }
  }

  async #get(db: Db, bot: BotRef, keyId: string): Promise<SpecialKey> {
    const key = (await this.repository.listKeys(db, bot.id)).find(({ id }) => id === keyId);
    if (key === undefined) throw notFound('key');
    return key;
  }

  #open(key: SpecialKey): string {
    return this.secretBox.open(key.sealed, keyPlace(key));
  }
}

/** @throws conflict where one more that verifies would be too many. */
function requireRoom(ring: readonly SpecialKey[]): void {
  if (ring.filter(verifies).length < KEYS_MAX) return;
  throw new AppError('conflict', `A bot has at most ${KEYS_MAX} keys that verify.`, { fix: 'Retire one first.' });
}
