import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ApiNode } from './api-node.js';
import { OwnPostgres } from './engines/postgres.js';
import { OwnRedis } from './engines/redis.js';
import type { Lack } from './form.js';
import type { Stage } from './stage.js';
import type { Rows } from './stored.js';

/** Two nodes over one Postgres and one Redis, all of this run's own. */
export class Cluster implements Stage {
  private constructor(
    readonly postgres: OwnPostgres,
    readonly redis: OwnRedis,
    readonly nodes: readonly [ApiNode, ApiNode],
  ) {}

  /** Why none can be started here; null where one can. */
  static lack(): Lack | null {
    return OwnPostgres.lack() ?? OwnRedis.lack();
  }

  /**
   * @param folder for what each node keeps beside the database
   * @param more settings of both nodes
   */
  static async start(folder: string, more: Record<string, string> = {}): Promise<Cluster> {
    const postgres = await OwnPostgres.start();
    const redis = await OwnRedis.start();
    try {
      const env = {
        DATABASE_URL: postgres.url,
        REDIS_URL: redis.url,
        CHATKU_SECRET: randomBytes(32).toString('base64url'),
        ...more,
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

  get harms(): readonly (() => Promise<void>)[] {
    const [one, other] = this.nodes;
    return [
      () => one.killAndRevive(),
      () => this.postgres.crash().then(() => this.postgres.revive()),
      () => this.redis.kill().then(() => this.redis.revive()),
      () => other.killAndRevive(),
    ];
  }

  async rows(): Promise<Rows> {
    for (const node of this.nodes) await node.stop();
    return this.postgres.rows;
  }

  async stop(): Promise<void> {
    for (const node of this.nodes) await node.stop();
    await this.redis.remove();
    await this.postgres.remove();
  }
}
