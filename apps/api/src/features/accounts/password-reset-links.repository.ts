import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { PasswordResetLink } from './password-reset-link.entity.js';

/** The only TypeORM of links that reset a password. */
@Injectable()
export class PasswordResetLinksRepository {
  find(db: Db, secretHash: string): Promise<PasswordResetLink | null> {
    return db.manager.findOneBy(PasswordResetLink, { secretHash });
  }

  async insert(tx: Tx, link: PasswordResetLink): Promise<void> {
    await tx.manager.insert(PasswordResetLink, { ...link });
  }

  /** @returns whether it was there */
  async take(tx: Tx, secretHash: string): Promise<boolean> {
    return (await tx.manager.delete(PasswordResetLink, { secretHash })).affected === 1;
  }

  async removeOf(tx: Tx, userId: string): Promise<void> {
    await tx.manager.delete(PasswordResetLink, { userId });
  }

  async findExpired(db: Db, atMs: number, limit: number): Promise<string[]> {
    const where = { expiresAtMs: LessThanOrEqual(atMs) };
    const rows = await db.manager.find(PasswordResetLink, { select: { secretHash: true }, where, take: limit });
    return rows.map(({ secretHash }) => secretHash);
  }

  async removeAll(tx: Tx, secretHashes: readonly string[]): Promise<number> {
    return (await tx.manager.delete(PasswordResetLink, { secretHash: In([...secretHashes]) })).affected ?? 0;
  }
}
