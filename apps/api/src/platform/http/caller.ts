import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** Handler parameter: the id of this request, as in the `x-request-id` header and the log. */
export const RequestId = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  return requestOf(context).id;
});

/**
 * Handler parameter: the caller's address. From the socket, or from `X-Forwarded-For` as far as `CHATKU_TRUSTED_PROXIES`
 * vouches for it.
 */
export const ClientAddress = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  return plainAddress(requestOf(context).ip);
});

/** `::ffff:1.2.3.4` as `1.2.3.4`; anything else in its usual form. */
export function plainAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}

/**
 * What to count an address by: an IPv4 address itself, an IPv6 address by its /64, since one household or server has
 * that many to choose from.
 */
export function addressKey(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`);
  return `${network.toString()}/64`;
}
