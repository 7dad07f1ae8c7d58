import { DataSource } from 'typeorm';
import { expect, test } from 'vitest';
import { ConnectionGuard } from '../../platform/database/connection-guard.js';
import { sqliteOptions } from '../../platform/database/data-sources.js';
import { loadMigrations } from '../../platform/database/migration-files.js';

test('the migration takes the address of a picture out of looks, and leaves the rest as it was', async () => {
  const migrations = loadMigrations('sqlite');
  const at = migrations.findIndex((Migration) => new Migration().name?.startsWith('BotPicture'));
  const dataSource = new DataSource({ ...sqliteOptions(':memory:', []), migrations: migrations.slice(0, at) });
  ConnectionGuard.install(dataSource);
  await dataSource.initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await dataSource.runMigrations({ transaction: 'all' });
    const looks = { title: 'Kedai "Senja" 🌙', avatar_url: 'https://a.my/b.png', colour: '#0f766e' };
    const { avatar_url: _gone, ...rest } = looks;
    const columns =
      'id, workspace_id, name, enabled, looks, origins, null_origin_allowed, guests_allowed, version, created_at_ms';
    for (const [id, value] of [
      ['with', looks],
      ['without', rest],
    ] as const) {
      await runner.query(`insert into bot (${columns}) values (?, 'w', 'n', 1, ?, '[]', 0, 1, 1, 1)`, [
        id,
        JSON.stringify(value),
      ]);
    }
    const Migration = migrations[at];
    if (Migration === undefined) throw new Error('there is such a migration');
    await new Migration().up(runner);
    const rows: { looks: string }[] = await runner.query('select looks from bot order by id');
    expect(rows.map((row) => row.looks)).toEqual([JSON.stringify(rest), JSON.stringify(rest)]);
  } finally {
    await runner.release();
    await dataSource.destroy();
  }
});
