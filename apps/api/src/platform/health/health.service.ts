import { Injectable } from '@nestjs/common';
import { engineOf } from '../database/dialect.js';
import { Reader } from '../database/reader.js';
import { AppError } from '../errors/app-error.js';
import { storageUnavailable } from '../errors/storage-unavailable.js';
import { Drain } from '../http/drain.js';
import { RedisLink, type RedisState } from '../redis/redis-link.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';

/** Whether this process should be sent requests. */
@Injectable()
export class HealthService {
  constructor(
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly drain: Drain,
    private readonly redis: RedisLink,
  ) {}

  /** Redis as this node sees it: no reason not to be sent requests, and good to know. */
  get redisState(): RedisState {
    return this.redis.state;
  }

  /** @throws {AppError} `shutting_down`, or `storage_unavailable` when the database does not answer. */
  async requireReady(): Promise<void> {
    if (this.drain.isLeaving || !this.unitOfWork.isOpen) {
      throw new AppError('shutting_down', 'The server is closing down.', { retryAfterSeconds: 2 });
    }
    try {
      // Of a table of the engine's own, so that it must look into the database.
      const table = engineOf(this.reader) === 'sqlite' ? 'sqlite_master' : 'pg_class';
      await this.reader.manager.query(`SELECT 1 FROM ${table} LIMIT 1`);
    } catch (error) {
      throw storageUnavailable(error);
    }
  }
}
