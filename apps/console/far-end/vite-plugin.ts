import type { Server } from 'node:http';
import type { Plugin } from 'vite';
import { answer, listenForSockets } from './node.js';
import { SCENARIOS, type ScenarioName } from './scenarios.js';

/** Puts an in-memory workspace behind the development server, so that the console can be looked at without an API. */
export const farEnd = (scenario: string): Plugin => ({
  name: 'chatku-far-end',
  configureServer(vite) {
    if (!Object.hasOwn(SCENARIOS, scenario)) throw new Error(`no scenario ${scenario}`);
    const world = SCENARIOS[scenario as ScenarioName]();
    vite.middlewares.use((request, response, next) => {
      answer(world, request, response).then((answered) => {
        if (!answered) next();
      }, next);
    });
    if (vite.httpServer) listenForSockets(world, vite.httpServer as Server);
  },
});
