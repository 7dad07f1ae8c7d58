import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ApiNode } from './api-node.js';
import { OwnPostgres } from './engines/postgres.js';
import { OwnRedis } from './engines/redis.js';
import type { Lack } from './form.js';

/** Two nodes over one Postgres and one Redis, all of this run's own. */
export class Cluster {
  private constructor(
    readonly postgres: OwnPostgres,
    readonly redis: OwnRedis,
    readonly nodes: readonly [ApiNode, ApiNode],
  ) {}

  /** Why none can be started here; null where one can. */
  static lack(): Lack | null {
    return OwnPostgres.lack() ?? OwnRedis.lack();
  }

  /** @param folder for what each node keeps beside the database */
  static async start(folder: string): Promise<Cluster> {
    const postgres = await OwnPostgres.start();
    const redis = await OwnRedis.start();
    try {
      const env = {
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        CHATKU_SECRET: randomBytes(32).toString('base64url'),
      };
      const one = await ApiNode.start(join(folder, 'one'), env);
      const other = await ApiNode.start(join(folder, 'other'), env);
      return new Cluster(postgres, redis, [one, other]);
    } catch (error) {
      await redis.remove();
      await postgres.remove();
      throw error;
    }
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await node.stop();
    await this.redis.remove();
    await this.postgres.remove();
  }
}
