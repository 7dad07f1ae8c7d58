import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

/** One method at one address pattern. */
export interface KnownRoute {
  readonly method: string;
  /** Fastify's pattern, for example `/v1/bots/:bot_id/widget/messages`. */
  readonly url: string;
}

/** All routes the server answers, gathered as they are registered: says 405 instead of 404, and lets tests list them. */
@Injectable()
export class RouteTable {
  readonly #routes: Array<KnownRoute & { readonly matches: RegExp }> = [];

  /** Listens to registrations from now on; call it before the first route. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      for (const method of [route.method].flat()) {
        this.#routes.push({ method, url: route.url, matches: patternOf(route.url) });
      }
    });
  }

  /** Every route. HEAD stands beside each GET. */
  list(): readonly KnownRoute[] {
    return this.#routes.map(({ method, url }) => ({ method, url }));
  }

  /** The methods known at an address (query allowed), sorted; empty where nothing is. */
  methodsAt(address: string): string[] {
    const path = address.split('?', 1)[0] ?? '';
    const methods = this.#routes.filter((route) => route.matches.test(path)).map((route) => route.method);
    return [...new Set(methods)].sort();
  }
}

/** `/a/:id/b` and `/a/*` as a regular expression. */
function patternOf(url: string): RegExp {
  const source = url
    .split('/')
    .map((part) => {
      if (part === '*') return '.*';
      if (part.startsWith(':')) return '[^/]+';
      return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('/');
  return new RegExp(`^${source}$`);
}
