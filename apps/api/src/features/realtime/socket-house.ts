import type { IncomingMessage } from 'node:http';
import proxyaddr from '@fastify/proxy-addr';
import { Injectable } from '@nestjs/common';
import type { WebSocket } from 'ws';
import { Bus } from '../../platform/bus/bus.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError } from '../../platform/errors/app-error.js';
import { Drain } from '../../platform/http/drain.js';
import { Logger } from '../../platform/logging/logger.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import { BotsService } from '../bots/index.js';
import { EventsService } from '../events/index.js';
import { PresenceService } from '../presence/index.js';
import { SessionsService } from '../sessions/index.js';
import { CLOSE, CLOSE_WITHIN_MS } from './sockets.js';
import { StreamRepository } from './stream.repository.js';
import { StreamWatch } from './stream-watch.js';
import { Typing } from './typing.js';

/** What both sockets stand on. */
@Injectable()
export class SocketHouse {
  readonly #trusts: (address: string, hop: number) => boolean;

  constructor(
    readonly bus: Bus,
    readonly clock: Clock,
    readonly config: Config,
    readonly reader: Reader,
    readonly unitOfWork: UnitOfWork,
    readonly bots: BotsService,
    readonly events: EventsService,
    readonly sessions: SessionsService,
    readonly stream: StreamRepository,
    readonly typing: Typing,
    readonly presence: PresenceService,
    readonly drain: Drain,
    readonly watch: StreamWatch,
    private readonly logger: Logger,
  ) {
    this.#trusts = proxyaddr.compile([...config.trustedProxies]);
  }

  /** The client's address: of the socket, or what a trusted proxy says. */
  addressOf(request: IncomingMessage): string {
    return proxyaddr(request, this.#trusts);
  }

  /** Logs what is no expected refusal. */
  noteUnexpected(error: unknown): void {
    if (!(error instanceof AppError)) this.logger.error('A socket failed', { err: error });
  }

  /** Asks all to come back later, waits a moment, and cuts off who has not gone. */
  async closeAll(sockets: ReadonlySet<WebSocket>): Promise<void> {
    for (const socket of sockets) socket.close(CLOSE.restart, 'shutting_down');
    const deadline = Date.now() + CLOSE_WITHIN_MS;
    while (sockets.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    for (const socket of sockets) socket.terminate();
  }
}
