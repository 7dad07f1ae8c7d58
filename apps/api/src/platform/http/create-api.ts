import { randomUUID } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { type DynamicModule, Module, type NestInterceptor } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock/clock.js';
import { RunMode } from '../commands/run-mode.js';
import type { Config } from '../config/config.js';
import type { DataDir } from '../data-dir/data-dir.js';
import { databaseModule } from '../database/database.module.js';
import { AppError } from '../errors/app-error.js';
import { PROBLEM_MEDIA_TYPE, problemBody, sendProblem } from '../errors/problem-filter.js';
import { appErrorOf } from '../errors/problem-of.js';
import type { Feature } from '../feature.js';
import { Logger } from '../logging/logger.js';
import { NestLogger } from '../logging/nest-logger.js';
import { Metrics } from '../metrics/metrics.js';
import { serveDocs } from '../openapi/docs-page.js';
import { openApiDocument } from '../openapi/document.js';
import type { Network } from '../outbound/network.js';
import { type PlatformGivens, platformModule } from '../platform.module.js';
import { serveConsole } from '../static/console-files.js';
import { applyBodyLimits } from './body-limit.js';
import { Drain } from './drain.js';
import { RequestHooks } from './request-hooks.js';
import { requestIds } from './request-id.js';
import { logRequests } from './request-log.js';
import { RouteTable } from './route-table.js';
import { type Headers, securityHeaders, setSecurityHeaders, writeHeaders } from './security-headers.js';
import { SocketAdapter } from './socket-adapter.js';

/** Largest body unless a route asks for less (or, where files are taken, more). */
const BODY_LIMIT_BYTES = 64 * 1024;

/** A path segment longer than this is no id of ours. */
const MAX_PARAM_LENGTH = 512;

export interface ApiOptions {
  readonly config: Config;
  /** Held by the caller, who releases it after `stop`. */
  readonly dataDir: DataDir;
  readonly logger: Logger;
  readonly features: readonly Feature[];
  readonly clock?: Clock;
  readonly network?: Network;
  /** For tests: added around every handler. */
  readonly interceptors?: readonly NestInterceptor[];
}

/** The wired application: features over platform over database. */
export function rootModule(features: readonly Feature[], givens: PlatformGivens): DynamicModule {
  return {
    module: RootModule,
    imports: [
      platformModule(givens),
      databaseModule(features.flatMap((feature) => feature.entities ?? [])),
      ...features.map((feature) => feature.module),
    ],
  };
}

@Module({})
class RootModule {}

/** The HTTP and WebSocket server. */
export class Api {
  private constructor(
    /** Nest's application: `api.nest.get(SomeService)`, and `getHttpServer()` for supertest. */
    readonly nest: NestFastifyApplication,
    /** What is served. */
    readonly routes: RouteTable,
    private readonly drain: Drain,
    private readonly leaveOverMs: number,
  ) {}

  /** Wires and initialises everything; listens nowhere yet. */
  static async create(options: ApiOptions): Promise<Api> {
    const routes = new RouteTable();
    const drain = new Drain();
    const headers = securityHeaders(options.config.publicUrl);
    const adapter = fastifyAdapter(options.config, headers);
    const fastify = adapter.getInstance() as unknown as FastifyInstance;
    routes.watch(fastify);
    applyBodyLimits(fastify);
    setSecurityHeaders(fastify, headers);
    const requestHooks = new RequestHooks();
    requestHooks.watch(fastify);
    drain.watch(fastify);
    const metrics = new Metrics();
    logRequests(fastify, options.logger, metrics);
    const module = rootModule(options.features, {
      config: options.config,
      dataDir: options.dataDir,
      logger: options.logger,
      runMode: new RunMode(true),
      routes,
      drain,
      requestHooks,
      metrics,
      ...(options.clock === undefined ? {} : { clock: options.clock }),
      ...(options.network === undefined ? {} : { network: options.network }),
    });
    const nest = await NestFactory.create<NestFastifyApplication>(module, adapter, {
      logger: new NestLogger(options.logger),
      abortOnError: false,
      bufferLogs: false,
    });
    try {
      nest.useWebSocketAdapter(new SocketAdapter(nest, metrics));
      nest.useGlobalInterceptors(...(options.interceptors ?? []));
      serveConsole(fastify);
      serveDocs(fastify, () => openApiDocument(nest));
      await nest.init();
      // JSON is the only body there is: whatever else comes is 415, and no form of another site is ever read.
      fastify.removeContentTypeParser(['text/plain', 'application/x-www-form-urlencoded']);
      await fastify.ready();
    } catch (error) {
      await nest.close();
      throw error;
    }
    return new Api(nest, routes, drain, options.config.drainSeconds * 1000);
  }

  /**
   * Starts to listen.
   *
   * @returns the port, which the system chose when 0 was asked for.
   * @throws the system's error, for example with `code: 'EADDRINUSE'`.
   */
  async listen(host: string, port: number): Promise<number> {
    await this.nest.listen(port, host);
    return (this.nest.getHttpServer().address() as AddressInfo).port;
  }

  /** Says that it leaves, answers what is under way, closes sockets, finishes writing and closes the database. */
  async stop(): Promise<void> {
    await this.drain.leave(this.leaveOverMs);
    await this.drain.start();
    await this.nest.close();
  }
}

function fastifyAdapter(config: Config, headers: Headers): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: config.trustedProxies.length === 0 ? false : [...config.trustedProxies],
    requestIdHeader: false,
    genReqId: requestIds(config.trustedProxies),
    logger: false,
    forceCloseConnections: true,
    return503OnClosing: false,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    clientErrorHandler: refuseBrokenHttp,
    // What the router itself refuses (a malformed address) passes no hook and no filter.
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) => {
      writeHeaders(reply, headers, request.id);
      sendProblem(reply, appErrorOf(error), request.id);
    },
  });
}

/** What is not HTTP at all, or has too large a head: answered by hand, since no request exists. */
function refuseBrokenHttp(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const problem = problemBody(
    new AppError('invalid_request', tooLarge ? 'The headers are too large.' : 'This is not a request in HTTP/1.1.', {
      fix: 'Send a well-formed request.',
    }),
    randomUUID(),
  );
  const body = JSON.stringify(problem);
  socket.end(
    [
      'HTTP/1.1 400 Bad Request',
      `content-type: ${PROBLEM_MEDIA_TYPE}`,
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
