import { connect, Socket } from 'node:net';
import { Network } from '../outbound/network.js';

/**
 * An internet in which names and addresses lead where the test says: to servers of this machine, or nowhere. Notes whatever it
 * is asked for.
 */
export class FakeNetwork extends Network {
  override authorities: readonly string[] | undefined = undefined;
  /** Each address that was dialled, as `address port`. */
  readonly dialled: string[] = [];
  /** Each name that was looked up; with a mark in front where it was asked for as inner. */
  readonly asked: string[] = [];
  readonly #answers = new Map<string, (readonly string[])[]>();
  readonly #places = new Map<string, number | 'silent'>();

  /** What a name answers the first time, the second, and so on; the last answer stays. */
  name(name: string, ...answers: (readonly string[])[]): this {
    this.#answers.set(name, answers);
    return this;
  }

  /** What is at an address, whatever the port: the server at this port of the machine, or one that never accepts. */
  place(address: string, localPort: number | 'silent'): this {
    this.#places.set(address, localPort);
    return this;
  }

  async addressesOf(name: string, inner: boolean): Promise<readonly string[]> {
    this.asked.push(inner ? `inner ${name}` : name);
    const answers = this.#answers.get(name);
    if (answers === undefined) throw Object.assign(new Error(`queryA ESERVFAIL ${name}`), { code: 'ESERVFAIL' });
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  }

  connect(address: string, port: number): Socket {
    this.dialled.push(`${address} ${port}`);
    const place = this.#places.get(address);
    if (typeof place === 'number') return connect({ host: '127.0.0.1', port: place });
    const socket = new Socket();
    if (place === undefined) socket.destroy(Object.assign(new Error('connect'), { code: 'EHOSTUNREACH' }));
    return socket;
  }
}
