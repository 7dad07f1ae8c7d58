import { expect, test, vi } from 'vitest';
import { requireSameWorker } from './worker-state.js';

test('what a file leaves in the environment or as the folder is told to the next one', () => {
  const shared = {};
  requireSameWorker(shared);
  expect(() => requireSameWorker(shared)).not.toThrow();
  vi.stubEnv('CHATKU_LEFT_BEHIND', '1');
  expect(() => requireSameWorker(shared)).toThrow('environment');
  vi.unstubAllEnvs();
  const folder = vi.spyOn(process, 'cwd').mockReturnValue('/elsewhere');
  expect(() => requireSameWorker(shared)).toThrow('another folder');
  folder.mockRestore();
  expect(() => requireSameWorker(shared)).not.toThrow();
});
