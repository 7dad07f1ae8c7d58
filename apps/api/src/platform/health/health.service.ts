import { Injectable } from '@nestjs/common';
import { Reader } from '../database/reader.js';
import { AppError } from '../errors/app-error.js';
import { storageUnavailable } from '../errors/storage-unavailable.js';
import { Drain } from '../http/drain.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';

/** Whether this process should be sent requests. */
@Injectable()
export class HealthService {
  constructor(
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly drain: Drain,
  ) {}

  /** @throws {AppError} `shutting_down`, or `storage_unavailable` when the database does not answer. */
  async requireReady(): Promise<void> {
    if (this.drain.isDraining || !this.unitOfWork.isOpen) {
      throw new AppError('shutting_down', 'The server is closing down.', { retryAfterSeconds: 2 });
    }
    try {
      await this.reader.manager.query('SELECT 1 FROM sqlite_master LIMIT 1');
    } catch (error) {
      throw storageUnavailable(error);
    }
  }
}
