import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { Bus } from './bus/bus.js';
import { BusRelay } from './bus/bus-relay.js';
import { Clock, SystemClock } from './clock/clock.js';
import { Announcements } from './commands/announcements.js';
import { RunMode } from './commands/run-mode.js';
import { Config } from './config/config.js';
import { DataDir } from './data-dir/data-dir.js';
import { SecretBox } from './data-dir/secret-box.js';
import { ProblemFilter } from './errors/problem-filter.js';
import { HealthController } from './health/health.controller.js';
import { HealthService } from './health/health.service.js';
import { Probe } from './health/probe.js';
import { Drain } from './http/drain.js';
import { QueryGuard } from './http/query-guard.js';
import { RequestHooks } from './http/request-hooks.js';
import { RouteTable } from './http/route-table.js';
import { ValidationPipe } from './http/validation-pipe.js';
import { IdMaker } from './ids/id-maker.js';
import { RateLimits } from './limits/rate-limits.js';
import { Logger } from './logging/logger.js';
import { MailHosts } from './mail/mail-hosts.js';
import { MailSender } from './mail/mail-sender.js';
import { Metrics } from './metrics/metrics.js';
import { MetricsServer } from './metrics/metrics-server.js';
import { Dialer } from './outbound/dialer.js';
import { Network, SystemNetwork } from './outbound/network.js';
import { OutboundHttp } from './outbound/outbound-http.js';
import { RedisLink } from './redis/redis-link.js';
import { RedisMetrics } from './redis/redis-metrics.js';
import { redisPrefixOf } from './redis/redis-place.js';

/** What a process brings to the platform, made before Nest starts. */
export interface PlatformGivens {
  readonly config: Config;
  readonly dataDir: DataDir;
  readonly logger: Logger;
  readonly runMode: RunMode;
  readonly routes: RouteTable;
  readonly drain: Drain;
  readonly requestHooks: RequestHooks;
  /** A server's own, which counts requests from the first one on; else one that nobody looks at. */
  readonly metrics?: Metrics;
  /** The machine's clock unless told. */
  readonly clock?: Clock;
  /** The machine's network unless told. */
  readonly network?: Network;
}

@Global()
@Module({})
class PlatformModule {}

/** The pipes under the floor; every provider of it can be injected anywhere. */
export function platformModule(givens: PlatformGivens): DynamicModule {
  const shared = [
    { provide: Config, useValue: givens.config },
    { provide: DataDir, useValue: givens.dataDir },
    { provide: SecretBox, useValue: givens.dataDir.secretBox },
    { provide: Logger, useValue: givens.logger },
    { provide: RunMode, useValue: givens.runMode },
    { provide: RouteTable, useValue: givens.routes },
    { provide: Drain, useValue: givens.drain },
    { provide: RequestHooks, useValue: givens.requestHooks },
    { provide: Metrics, useValue: givens.metrics ?? new Metrics() },
    { provide: Clock, useValue: givens.clock ?? new SystemClock() },
    { provide: Network, useValue: givens.network ?? new SystemNetwork() },
    Dialer,
    { provide: OutboundHttp, useFactory: (dialer: Dialer) => new OutboundHttp(dialer), inject: [Dialer] },
    IdMaker,
    { provide: RedisLink, useValue: redisLinkOf(givens) },
    Bus,
    BusRelay,
    { provide: RateLimits, useFactory: (redis: RedisLink) => new RateLimits(redis), inject: [RedisLink] },
    Announcements,
    MailHosts,
    MailSender,
  ];
  return {
    module: PlatformModule,
    controllers: [HealthController],
    providers: [
      ...shared,
      HealthService,
      Probe,
      MetricsServer,
      RedisMetrics,
      { provide: APP_PIPE, useClass: ValidationPipe },
      { provide: APP_FILTER, useClass: ProblemFilter },
      { provide: APP_GUARD, useClass: QueryGuard },
    ],
    exports: shared,
  };
}

/** A command beside the server needs none: what it changes, the nodes find by looking. */
function redisLinkOf({ config, dataDir, logger, runMode }: PlatformGivens): RedisLink {
  return new RedisLink({
    place: runMode.serving ? config.redis : null,
    prefix: redisPrefixOf(dataDir.secretBox),
    logger,
  });
}
