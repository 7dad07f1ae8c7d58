import type { BackgroundJob, BackgroundJobFigures, ReplayedJobs } from '@chatku/schemas';
import { type Page, request } from './request.js';

export type { BackgroundJob, BackgroundJobFigures };

export const fetchJobFigures = (signal?: AbortSignal) => request<BackgroundJobFigures>('job_figures', { signal });
/** Jobs that were given up, the latest first. */
export const fetchParkedJobs = (before?: string | null, signal?: AbortSignal) =>
  request<Page<BackgroundJob>>('list_jobs', { query: { before, limit: 20 }, signal });
/** @returns how many are tried again. */
export const replayAllJobs = async () => (await request<ReplayedJobs>('replay_jobs', { body: {} })).replayed;
export const replayJob = (jobId: string) => request('replay_job', { params: { job_id: jobId }, body: {} });
/** For good. */
export const dropJob = (jobId: string) => request('drop_job', { params: { job_id: jobId } });
