import { Resolver } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';

/** The street outside: looks names up and opens sockets. It judges nothing; a test brings its own. */
export abstract class Network {
  /** Certificates to trust in place of Node's own (and those of NODE_EXTRA_CA_CERTS), as PEM. */
  readonly authorities: readonly string[] | undefined = undefined;

  /**
   * All addresses of a name, of both families, at best without duplicates; empty when it has none.
   *
   * @param inner ask as every program of this machine does (hosts file, search domains): for names the operator has named
   * @throws the system's error when nobody could be asked.
   */
  abstract addressesOf(name: string, inner: boolean, signal: AbortSignal): Promise<readonly string[]>;

  /** Begins to connect to an address, never to a name. */
  abstract connect(address: string, port: number): Socket;
}

/** The machine's network. */
export class SystemNetwork extends Network {
  /** @param nameServers to ask in place of the machine's, as `address:port` */
  constructor(private readonly nameServers: readonly string[] = []) {
    super();
  }

  async addressesOf(name: string, inner: boolean, signal: AbortSignal): Promise<readonly string[]> {
    // The system's own way takes one of two threads and cannot be called off: not for names that strangers choose.
    if (inner) return (await lookup(name, { all: true })).map(({ address }) => address);
    const resolver = new Resolver({ timeout: 2_500, tries: 3 });
    if (this.nameServers.length > 0) resolver.setServers(this.nameServers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const [ipv4, ipv6] = await Promise.all([ask(resolver, 'resolve4', name), ask(resolver, 'resolve6', name)]);
      if (ipv4 instanceof Error && ipv6 instanceof Error) throw ipv4;
      return [ipv4, ipv6].flatMap((answer) => (answer instanceof Error ? [] : answer));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  connect(address: string, port: number): Socket {
    if (isIP(address) === 0) throw new TypeError('Only an address can be dialled: a name would be looked up again.');
    return connect({ host: address, port, autoSelectFamily: false });
  }
}

/**
 * One question, for the name as it stands (no search domains). No address of this family is an empty list; a failure is
 * returned, since the other family may do.
 */
function ask(resolver: Resolver, method: 'resolve4' | 'resolve6', name: string): Promise<string[] | Error> {
  return new Promise((resolve) => {
    resolver[method](name, (error, addresses) => {
      if (error === null) resolve(addresses);
      else resolve(error.code === 'ENODATA' || error.code === 'ENOTFOUND' ? [] : error);
    });
  });
}
