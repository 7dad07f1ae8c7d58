import { Injectable } from '@nestjs/common';
import { Between, type FindOptionsWhere, In, IsNull, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { findAll } from '../../platform/database/bulk.js';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { BrowserGroup } from './browser-group.entity.js';
import { type EndReason, PageSession } from './page-session.entity.js';

/** Which sessions to end. */
export type SessionsOf =
  | { contactId: string }
  | { groupId: string }
  | { keyId: string }
  | { keyIds: readonly string[] }
  | { id: string };

const whereOf = (which: SessionsOf): FindOptionsWhere<PageSession> =>
  'keyIds' in which ? { keyId: In([...which.keyIds]) } : which;

/** The only TypeORM of sessions. */
@Injectable()
export class SessionsRepository {
  findPage(db: Db, botId: string, secretHash: string): Promise<PageSession | null> {
    return db.manager.findOneBy(PageSession, { botId, secretHash });
  }

  /** The pages of these secrets; of unknown ones there is none. */
  listPages(db: Db, which: readonly Pick<PageSession, 'botId' | 'secretHash'>[]): Promise<PageSession[]> {
    return findAll(db, PageSession, ['botId', 'secretHash'], which);
  }

  findPageById(db: Db, id: string): Promise<PageSession | null> {
    return db.manager.findOneBy(PageSession, { id });
  }

  async insertPage(tx: Tx, page: PageSession): Promise<void> {
    await tx.manager.insert(PageSession, page);
  }

  async updatePage(tx: Tx, id: string, changes: Partial<PageSession>): Promise<void> {
    await tx.manager.update(PageSession, { id }, changes);
  }

  /** Pages that show one of these as verified. */
  listVerified(db: Db, which: SessionsOf): Promise<PageSession[]> {
    return db.manager.findBy(PageSession, { ...whereOf(which), kind: 'verified' });
  }

  /** How many of them are within their time. */
  countVerified(db: Db, which: SessionsOf, live: { nowMs: number; heardAfterMs: number }): Promise<number> {
    const { nowMs, heardAfterMs } = live;
    const within = { expiresAtMs: MoreThan(nowMs), lastSeenAtMs: MoreThan(heardAfterMs) };
    return db.manager.countBy(PageSession, { ...whereOf(which), kind: 'verified', ...within });
  }

  /** Everything that shows a contact, newest first. */
  listOfContact(db: Db, contactId: string): Promise<PageSession[]> {
    return db.manager.find(PageSession, {
      where: { contactId, kind: Not('none') },
      order: { lastSeenAtMs: 'DESC' },
      take: 50,
    });
  }

  /** Ends what these pages show. Their epoch stays; what they hold is refused from now on. */
  async endVerified(tx: Tx, which: SessionsOf, endReason: EndReason): Promise<void> {
    const changes: Partial<PageSession> = { kind: 'none', tokenHash: null, endReason };
    if (endReason === 'logged_out' && 'groupId' in which) changes.loggedOutOfGroupId = which.groupId;
    await tx.manager.update(PageSession, { ...whereOf(which), kind: 'verified' }, changes);
  }

  async endGuestPages(tx: Tx, contactId: string): Promise<void> {
    await tx.manager.update(
      PageSession,
      { contactId, kind: 'guest' },
      { kind: 'none', contactId: null, endReason: 'revoked' },
    );
  }

  /** @param id as a page named it: anything at all */
  async findGroup(db: Db, id: string): Promise<BrowserGroup | null> {
    // Postgres does not even look for text that holds NUL.
    if (id.includes('\0')) return null;
    return db.manager.findOneBy(BrowserGroup, { id });
  }

  /** Other groups, born in this time, in which pages of an origin show a contact as verified. */
  async listSisterGroups(
    db: Db,
    page: Pick<PageSession, 'contactId' | 'origin' | 'groupId'>,
    born: { fromMs: number; toMs: number },
  ): Promise<string[]> {
    const { contactId, origin, groupId } = page;
    if (contactId === null) return [];
    const pages = await db.manager.findBy(PageSession, {
      contactId,
      kind: 'verified',
      origin: origin === null ? IsNull() : origin,
    });
    const others = new Set(pages.flatMap((other) => other.groupId ?? []).filter((id) => id !== groupId));
    if (others.size === 0) return [];
    const groups = await db.manager.findBy(BrowserGroup, {
      id: In([...others]),
      createdAtMs: Between(born.fromMs, born.toMs),
    });
    return groups.map(({ id }) => id);
  }

  async insertGroup(tx: Tx, group: BrowserGroup): Promise<void> {
    await tx.manager.insert(BrowserGroup, group);
  }

  async retireGroup(tx: Tx, id: string): Promise<void> {
    await tx.manager.update(BrowserGroup, { id }, { retiredAtMs: tx.nowMs });
  }

  /** Pages last heard of at this instant or before. */
  async findForgottenPages(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { lastSeenAtMs: LessThanOrEqual(atMs) };
    return (await db.manager.find(PageSession, { select: { id: true }, where, take: limit })).map(({ id }) => id);
  }

  /** Removes those of these pages that were not heard of since. */
  async removeForgottenPages(tx: Tx, ids: readonly string[], atMs: number): Promise<number> {
    const which = { id: In([...ids]), lastSeenAtMs: LessThanOrEqual(atMs) };
    return (await tx.manager.delete(PageSession, which)).affected ?? 0;
  }

  /** Groups retired at this instant or before that no page is, or was logged out, of. */
  async findUnusedGroups(db: Db, atMs: number, limit: number): Promise<string[]> {
    const groups = await db.manager
      .createQueryBuilder(BrowserGroup, 'g')
      .select(['g.id'])
      .where('g.retiredAtMs <= :atMs', { atMs })
      .andWhere('not exists (select 1 from page_session p where p.group_id = g.id)')
      .andWhere(
        'g.id not in (select q.logged_out_of_group_id from page_session q where q.logged_out_of_group_id is not null)',
      )
      .limit(limit)
      .getMany();
    return groups.map(({ id }) => id);
  }

  async removeGroups(tx: Tx, ids: readonly string[]): Promise<number> {
    return (await tx.manager.delete(BrowserGroup, { id: In([...ids]) })).affected ?? 0;
  }
}
