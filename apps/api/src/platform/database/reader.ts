import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import type { Db } from './db.js';

/** The name of the read-only data source. */
export const READER = 'reader';

/**
 * Reads on connections of their own: they see every commit at once and wait for no writer. Writing through it fails, and
 * using it inside a unit of work is refused there (it would not see what the unit has written).
 */
@Injectable()
export class Reader implements Db {
  constructor(@InjectDataSource(READER) private readonly dataSource: DataSource) {}

  get manager(): EntityManager {
    return this.dataSource.manager;
  }
}
