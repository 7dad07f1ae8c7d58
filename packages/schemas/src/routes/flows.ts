import type { Route } from './route.js';

/** Flows. */
export const FLOW_ROUTES = {
  list_flows: { method: 'GET', path: '/v1/console/bots/:bot_id/flows', audience: 'member', permission: 'flows.read' },
  create_flow: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/flows',
    audience: 'member',
    permission: 'flows.write',
  },
  get_flow: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/flows/:flow_id',
    audience: 'member',
    permission: 'flows.read',
  },
  publish_flow: {
    method: 'POST',
    path: '/v1/console/bots/:bot_id/flows/:flow_id/publish',
    audience: 'member',
    permission: 'flows.write',
  },
} as const satisfies Record<string, Route>;
