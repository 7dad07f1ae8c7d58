import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { untilAborted } from './aborting.js';
import { type KnownAddress, knownAddress } from './address-kind.js';
import type { AllowList } from './allow-list.js';
import { isInnerName } from './host-name.js';
import { Network } from './network.js';
import { addressRefused, callFailed } from './outbound-error.js';

/** How long one of several addresses may take to accept before the next is tried. */
const ATTEMPT_MS = 3_000;
const MAX_ATTEMPTS = 4;

/** Where to connect to; `host` and `address` as a `Target` has them. */
export interface DialRequest {
  readonly host: string;
  readonly address: KnownAddress | null;
  readonly port: number;
  /** Speak TLS; the certificate must be of `host`. */
  readonly secure: boolean;
}

/**
 * The one place where the server decides whom it may connect to. A name is looked up once, each of its addresses is judged, and
 * it is these addresses that are dialled: nothing looks the name up again.
 */
@Injectable()
export class Dialer {
  readonly #allow: AllowList;

  constructor(
    config: Config,
    private readonly network: Network,
  ) {
    this.#allow = config.outboundAllow;
  }

  /**
   * A connected socket; the caller destroys it. Whatever happens to it, its `error` is listened to.
   *
   * @throws {AppError} `outbound_address_refused`, `outbound_failed`; or the signal's reason.
   */
  async dial(request: DialRequest, signal: AbortSignal): Promise<Socket> {
    const addresses = await this.#requireAllowed(request, signal);
    const socket = await this.#connect(addresses, request, signal);
    return request.secure ? this.#secure(socket, request, signal) : socket;
  }

  /** The addresses of the host, when all of them may be called: one that may not speaks for a name that is played with. */
  async #requireAllowed({ host, address, port }: DialRequest, signal: AbortSignal): Promise<readonly KnownAddress[]> {
    const isNamed = this.#allow.hasName(host, port);
    if (address === null && !isNamed && isInnerName(host))
      throw addressRefused(host, 'it is a name of an inner network');
    const addresses = address === null ? await this.#lookUp(host, isNamed, signal) : [address];
    for (const known of addresses) {
      if (known.kind === 'public' || (known.kind === 'private' && isNamed)) continue;
      if (this.#allow.hasAddress(known, port)) continue;
      throw addressRefused(host, address === null ? 'it leads to an inner address' : 'it is an inner address');
    }
    return addresses;
  }

  async #lookUp(host: string, isNamed: boolean, signal: AbortSignal): Promise<readonly KnownAddress[]> {
    let answers: readonly string[];
    try {
      signal.throwIfAborted();
      answers = await untilAborted(signal, this.network.addressesOf(host, isNamed, signal));
    } catch (error) {
      signal.throwIfAborted();
      throw callFailed(host, 'could not be looked up', error);
    }
    if (answers.length === 0) throw callFailed(host, 'has no address');
    return answers.map((answer) => {
      const known = knownAddress(answer);
      if (known === null) throw addressRefused(host, 'it leads to something that is no address');
      return known;
    });
  }

  /** The first address that accepts, IPv4 first: more machines have it. Nothing has been sent to those before. */
  async #connect(addresses: readonly KnownAddress[], request: DialRequest, signal: AbortSignal): Promise<Socket> {
    const inOrder = [...addresses].sort((a, b) => a.family - b.family).slice(0, MAX_ATTEMPTS);
    let failure: unknown;
    for (const [index, { address }] of inOrder.entries()) {
      signal.throwIfAborted();
      const socket = this.network.connect(address, request.port);
      // Between two owners an error would otherwise be nobody's, and end the process.
      socket.on('error', () => undefined);
      const isLast = index === inOrder.length - 1;
      const attempt = isLast ? signal : AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]);
      try {
        await once(socket, 'connect', { signal: attempt });
        return socket;
      } catch (error) {
        socket.destroy();
        signal.throwIfAborted();
        failure = error;
      }
    }
    throw callFailed(request.host, 'could not be connected to', failure);
  }

  async #secure(plain: Socket, { host, address }: DialRequest, signal: AbortSignal): Promise<Socket> {
    const { authorities } = this.network;
    const socket = connectTls({
      socket: plain,
      // What the certificate is held against; an address is no server name (RFC 6066, section 3).
      ...(address === null ? { servername: host } : { host: address.address }),
      // Stated, since the environment can switch it off for the whole process.
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2',
      ALPNProtocols: ['http/1.1'],
      ...(authorities === undefined ? {} : { ca: [...authorities] }),
    });
    socket.on('error', () => undefined);
    try {
      const closed = once(socket, 'close', { signal }).then(() => {
        throw new Error('closed');
      });
      await Promise.race([once(socket, 'secureConnect', { signal }), closed]);
      return socket;
    } catch (error) {
      socket.destroy();
      plain.destroy();
      signal.throwIfAborted();
      throw callFailed(host, 'could not be trusted or did not speak TLS', error);
    }
  }
}
