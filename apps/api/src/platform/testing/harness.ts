import type { Type } from '@nestjs/common';
import request from 'supertest';
import { type Config, readConfig } from '../config/config.js';
import type { LogLevel } from '../config/settings.js';
import { DataDir } from '../data-dir/data-dir.js';
import { Reader } from '../database/reader.js';
import type { Feature } from '../feature.js';
import { Api } from '../http/create-api.js';
import { Logger } from '../logging/logger.js';
import { AnswerCheck } from '../openapi/answer-check.js';
import type { Network } from '../outbound/network.js';
import { UnitOfWork } from '../unit-of-work/unit-of-work.js';
import { tempFolder } from './temp-folder.js';
import { TestClock } from './test-clock.js';
import { migratedPostgres, testEngine } from './test-postgres.js';

export interface HarnessOptions {
  readonly features: readonly Feature[];
  /** Settings beside the data folder and the public URL. */
  readonly env?: Readonly<Record<string, string>>;
  readonly demo?: boolean;
  /** Another node, whose Postgres database this one shares (give both the same CHATKU_SECRET). */
  readonly beside?: Harness;
  /** Where the clock stands at first, in milliseconds since 1970. */
  readonly startMs?: number;
  /** The world outside that the server calls; the machine's own unless told. */
  readonly network?: Network;
  /** How much of the log is kept; warnings and worse unless told. */
  readonly logLevel?: LogLevel;
  /** Hold every answer against the schema of its handler; true unless told. */
  readonly checkAnswers?: boolean;
}

/** One line of the server's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The whole server on a data folder of its own, with a clock that the test sets. */
export class Harness {
  readonly clock: TestClock;
  readonly config: Config;
  /** Everything the server logged, warnings and worse unless told. */
  readonly log: LogLine[] = [];
  readonly #options: HarnessOptions;
  readonly #removeData: () => Promise<void>;
  #api!: Api;
  #dataDir!: DataDir;

  private constructor(options: HarnessOptions, config: Config, removeData: () => Promise<void>) {
    this.#options = options;
    this.config = config;
    this.clock = new TestClock(options.startMs);
    this.#removeData = removeData;
  }

  /** Starts a server on empty, temporary data, on the engine of this run. It listens on a free port at the first request. */
  static async start(options: HarnessOptions): Promise<Harness> {
    const folder = await tempFolder();
    const postgresUrl =
      testEngine === 'sqlite' ? null : (options.beside?.config.databaseUrl ?? (await migratedPostgres()).url);
    const { config } = readConfig(
      {
        CHATKU_PUBLIC_URL: 'http://localhost:3000',
        ...(postgresUrl === null ? {} : { DATABASE_URL: postgresUrl }),
        ...options.env,
        CHATKU_DATA_DIR: folder.path,
      },
      { demo: options.demo ?? false },
    );
    // A database is removed with all others of the run, which is faster than one by one.
    const harness = new Harness(options, config, folder.remove);
    await harness.#open();
    return harness;
  }

  get api(): Api {
    return this.#api;
  }

  get dataDir(): DataDir {
    return this.#dataDir;
  }

  /** supertest on the server: `await harness.request.get('/health/live').expect(200)`. */
  get request() {
    return request(this.#api.nest.getHttpServer());
  }

  get unitOfWork(): UnitOfWork {
    return this.get(UnitOfWork);
  }

  get reader(): Reader {
    return this.get(Reader);
  }

  /** A provider of any module. */
  get<T>(token: Type<T> | (abstract new (...args: never[]) => T)): T {
    return this.#api.nest.get(token as Type<T>, { strict: false });
  }

  /** Listens on a free port of this machine, for sockets. @returns for example `http://127.0.0.1:40123` */
  async listen(): Promise<string> {
    return `http://127.0.0.1:${await this.#api.listen('127.0.0.1', 0)}`;
  }

  /** Stops the server and starts it again on the same data, as an upgrade does. */
  async restart(): Promise<void> {
    await this.#close();
    await this.#open();
  }

  /** Stops the server and removes its data. */
  async stop(): Promise<void> {
    await this.#close();
    await this.#removeData();
  }

  async #open(): Promise<void> {
    this.#dataDir = await DataDir.open(this.config);
    try {
      this.#api = await Api.create({
        config: this.config,
        dataDir: this.#dataDir,
        logger: Logger.create({
          level: this.#options.logLevel ?? 'warn',
          destination: { write: (line) => void this.log.push(JSON.parse(line) as LogLine) },
        }),
        features: this.#options.features,
        clock: this.clock,
        ...(this.#options.network === undefined ? {} : { network: this.#options.network }),
        interceptors: this.#options.checkAnswers === false ? [] : [new AnswerCheck()],
      });
    } catch (error) {
      await this.#dataDir.release();
      throw error;
    }
  }

  async #close(): Promise<void> {
    await this.#api.stop();
    await this.#dataDir.release();
  }
}
