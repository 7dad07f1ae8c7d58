import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BeforeApplicationShutdown, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { RunMode } from '../commands/run-mode.js';
import { Config } from '../config/config.js';
import { Refusal } from '../errors/refusal.js';
import { Logger } from '../logging/logger.js';
import { Metrics } from './metrics.js';
import { measureProcess } from './process-metrics.js';

const TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Serves `/metrics` on an address of its own, never through the door that visitors use. Off unless a port is set. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  #server: Server | null = null;
  #stopMeasuring: () => void = () => undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
    private readonly runMode: RunMode,
    private readonly logger: Logger,
  ) {}

  /** The port it listens on; null while it does not. */
  get port(): number | null {
    return this.#server === null ? null : (this.#server.address() as AddressInfo).port;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { metricsPort: port, metricsHost: host } = this.config;
    if (port === null || !this.runMode.serving) return;
    const server = createServer(
      { requestTimeout: 10_000 },
      (request, response) => void this.#answer(request, response),
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        const why = error.code === 'EADDRINUSE' ? 'something else does already' : (error.code ?? error.message);
        reject(new Refusal(`The metrics cannot be served on ${host}, port ${port}: ${why}. Set CHATKU_METRICS_PORT.`));
      });
      server.listen(port, host, resolve);
    });
    this.#server = server;
    this.#stopMeasuring = measureProcess(this.metrics);
    this.logger.info('Serving metrics', { host, port: this.port });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopMeasuring();
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, text: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        ...headers,
      });
      response.end(request.method === 'HEAD' ? '' : text);
    };
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(405, 'Use GET.\n', { allow: 'GET, HEAD' });
    if ((request.url ?? '').split('?')[0] !== '/metrics') return say(404, 'There is only /metrics here.\n');
    if (!this.#isAllowed(request.headers.authorization)) {
      return say(401, 'Send the token of CHATKU_METRICS_TOKEN.\n', { 'www-authenticate': 'Bearer realm="metrics"' });
    }
    try {
      say(200, await this.metrics.text(), { 'content-type': TYPE });
    } catch (error) {
      this.logger.error('The metrics could not be told', { err: error });
      say(500, 'See the log.\n');
    }
  }

  #isAllowed(header: string | undefined): boolean {
    const { metricsToken } = this.config;
    if (metricsToken === null) return true;
    const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest();
    return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${metricsToken}`));
  }
}
