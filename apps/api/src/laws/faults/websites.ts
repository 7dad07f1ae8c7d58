import { vi } from 'vitest';
import type { Fault } from './switching.js';

type OriginRule = typeof import('../../features/bots/origin-rule.js');

/** Another rule for origins in the place of the right one. */
function originsBy(rule: (right: OriginRule['originAllowed']) => OriginRule['originAllowed']): void {
  vi.doMock('../../features/bots/origin-rule.js', async () => {
    const actual = await vi.importActual<OriginRule>('../../features/bots/origin-rule.js');
    return { ...actual, originAllowed: rule(actual.originAllowed) };
  });
}

export const websiteFaults = {
  /** A page's origin is one that the bot lists. */
  'any-origin': () => originsBy((right) => (bot, origin) => origin !== null || right(bot, origin)),

  /** The origin `null` has a switch of its own. */
  'null-is-a-website': () => originsBy((right) => (bot, origin) => origin === 'null' || right(bot, origin)),

  /** A wildcard stands for exactly one label. */
  'wildcards-are-endings': () =>
    originsBy((right) => (bot, origin) => {
      const endings = bot.origins
        .filter((allowed) => allowed.includes('*'))
        .map((allowed) => allowed.split('*.')[1] ?? '');
      return endings.some((ending) => origin?.endsWith(ending)) || right(bot, origin);
    }),

  /** A wildcard over a public suffix is refused. */
  'no-public-suffixes': () => {
    vi.doMock('tldts', async () => ({ ...(await vi.importActual<object>('tldts')), getPublicSuffix: () => '' }));
  },

  /** Addresses in the loader come from the configuration. */
  'addresses-from-the-host': () => {
    vi.doMock('../../features/widget-delivery/widget-routes.js', async () => {
      type Module = typeof import('../../features/widget-delivery/widget-routes.js');
      const actual = await vi.importActual<Module>('../../features/widget-delivery/widget-routes.js');
      const registerWidgetRoutes: Module['registerWidgetRoutes'] = (fastify, ...rest) => {
        fastify.addHook('onRequest', async ({ headers }) => {
          // Nothing is compressed, so that it can be changed on its way out.
          delete headers['accept-encoding'];
        });
        fastify.addHook('onSend', async (request, _reply, payload) =>
          request.url.startsWith('/w/') && Buffer.isBuffer(payload)
            ? payload.toString().replaceAll('localhost:3000', String(request.headers.host))
            : payload,
        );
        actual.registerWidgetRoutes(fastify, ...rest);
      };
      return { ...actual, registerWidgetRoutes };
    });
  },
} satisfies Record<string, Fault>;
