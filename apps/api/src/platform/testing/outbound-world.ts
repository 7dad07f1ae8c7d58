import type { ServerResponse } from 'node:http';
import { expect } from 'vitest';
import { readConfig } from '../config/config.js';
import { AppError } from '../errors/app-error.js';
import { Dialer } from '../outbound/dialer.js';
import { OutboundHttp, type OutboundRequest } from '../outbound/outbound-http.js';
import type { SlotCaps } from '../outbound/slots.js';
import { FakeNetwork } from './fake-network.js';
import type { FarEnd } from './far-end.js';

export const SHOP = 'http://shop.example.com';
export const SECURE_SHOP = 'https://shop.example.com';

/** An internet with shop.example.com and other.example.com, both this server. */
export function worldOf(farEnd: FarEnd, allow = '', caps: Partial<SlotCaps> = {}) {
  const network = new FakeNetwork()
    .name('shop.example.com', ['8.8.8.8'])
    .name('other.example.com', ['8.8.4.4'])
    .place('8.8.8.8', farEnd.port)
    .place('8.8.4.4', farEnd.port);
  const { config } = readConfig({ CHATKU_OUTBOUND_ALLOW: allow });
  return { network, client: new OutboundHttp(new Dialer(config, network), caps) };
}

/** What the work was refused with. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof AppError)) throw new Error(`Not refused: ${String(error)}`);
  expect(error.fix).toMatch(/\.$/);
  return error;
}

/** The code of the failure. */
export const codeOf = async (work: Promise<unknown>): Promise<string> => (await failureOf(work)).code;

/** GET, unless told otherwise. */
export const call = (client: OutboundHttp, url: string, more: Partial<OutboundRequest> = {}) =>
  client.request({ url, method: 'GET', ...more });

/** Writes until nobody listens any more. */
export function flood(answer: ServerResponse): void {
  const chunk = Buffer.alloc(64 * 1024, 'a');
  const more = (): void => {
    while (!answer.destroyed && answer.write(chunk));
    if (!answer.destroyed) answer.once('drain', more);
  };
  more();
}
