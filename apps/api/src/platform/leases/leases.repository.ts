import { Injectable } from '@nestjs/common';
import { engineOf } from '../database/dialect.js';
import type { Tx } from '../unit-of-work/tx.js';

/** The only statements on leases: each one a compare-and-set. */
@Injectable()
export class LeasesRepository {
  /**
   * Takes the lease, or holds it for longer, where it is free, ended, or the holder's already. The engine's clock decides: the
   * nodes' own may differ. On SQLite nobody else can be there (the data folder is locked), so that whoever is named in the row
   * is dead.
   *
   * @returns whether the holder has it now.
   */
  async take(tx: Tx, name: string, holder: string, forMs: number): Promise<boolean> {
    if (engineOf(tx) === 'sqlite') {
      await tx.manager.query(
        `INSERT INTO "lease" ("name", "holder", "until_ms") VALUES ($1, $2, $3)
         ON CONFLICT ("name") DO UPDATE SET "holder" = excluded."holder", "until_ms" = excluded."until_ms"`,
        [name, holder, tx.nowMs + forMs],
      );
      return true;
    }
    const now = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';
    const rows: unknown[] = await tx.manager.query(
      `INSERT INTO "lease" ("name", "holder", "until_ms") VALUES ($1, $2, ${now} + $3)
       ON CONFLICT ("name") DO UPDATE SET "holder" = excluded."holder", "until_ms" = excluded."until_ms"
       WHERE "lease"."holder" = excluded."holder" OR "lease"."until_ms" <= ${now}
       RETURNING "holder"`,
      [name, holder, forMs],
    );
    return rows.length === 1;
  }

  /** Gives it back, if the holder has it. */
  async release(tx: Tx, name: string, holder: string): Promise<void> {
    await tx.manager.query('DELETE FROM "lease" WHERE "name" = $1 AND "holder" = $2', [name, holder]);
  }
}
