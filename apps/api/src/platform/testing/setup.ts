import 'reflect-metadata';
import { afterAll, vi } from 'vitest';
import { requireSameWorker } from './worker-state.js';

// Files of one worker share their modules: none leaves another what it replaced in them, and none its environment.
requireSameWorker();
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});
