import type { Route } from './route.js';

/** How long things are kept, what waits to be done, and the logs. */
export const RECORD_ROUTES = {
  get_retention: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/retention',
    audience: 'member',
    permission: 'retention.manage',
  },
  put_retention: {
    method: 'PUT',
    path: '/v1/console/bots/:bot_id/retention',
    audience: 'member',
    permission: 'retention.manage',
    recent_password: true,
  },
  error_log: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/error-log',
    audience: 'member',
    permission: 'error_log.read',
  },
  error_log_codes: {
    method: 'GET',
    path: '/v1/console/bots/:bot_id/error-log/codes',
    audience: 'member',
    permission: 'error_log.read',
  },
  job_figures: {
    method: 'GET',
    path: '/v1/console/background-jobs',
    audience: 'member',
    permission: 'jobs.manage',
  },
  list_jobs: {
    method: 'GET',
    path: '/v1/console/background-jobs/parked',
    audience: 'member',
    permission: 'jobs.manage',
  },
  replay_jobs: {
    method: 'POST',
    path: '/v1/console/background-jobs/replay',
    audience: 'member',
    permission: 'jobs.manage',
  },
  replay_job: {
    method: 'POST',
    path: '/v1/console/background-jobs/parked/:job_id/replay',
    audience: 'member',
    permission: 'jobs.manage',
  },
  drop_job: {
    method: 'DELETE',
    path: '/v1/console/background-jobs/parked/:job_id',
    audience: 'member',
    permission: 'jobs.manage',
  },
  audit_log: { method: 'GET', path: '/v1/console/audit', audience: 'member', permission: 'audit.read' },
} as const satisfies Record<string, Route>;
