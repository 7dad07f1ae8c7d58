import { randomBytes, randomUUID } from 'node:crypto';
import type { Looks } from '@chatku/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WidgetFiles } from '../../platform/static/widget-files.js';
import type { Harness } from '../../platform/testing/harness.js';
import { startApi } from '../../testing/start-api.js';
import { BotConsoleService } from '../bots/index.js';

/** What a website pays on each page view until the launcher shows. */
const LOADER_MAX_BYTES = 1600;
const BOTS = 50;

let api: Harness;
beforeAll(async () => {
  api = await startApi({ env: { CHATKU_PUBLIC_URL: 'https://chat.kedai-senja.example' } });
});
afterAll(() => api.stop());

const looksOf = (): Looks => ({
  title: 'Kedai Senja',
  subtitle: 'Usually answers within minutes',
  avatar: randomBytes(8).toString('hex'),
  colour: `#${randomBytes(3).toString('hex')}`,
  position: 'right',
  scheme: 'auto',
  locale: 'auto',
});

test(`the loader of any bot, as it is served, is ${LOADER_MAX_BYTES} bytes at most`, async () => {
  if (new WidgetFiles().isEmpty) throw new Error('Build the widget first: pnpm --filter @chatku/widget build');
  const workspaceId = randomUUID();
  const bots = await api.unitOfWork.run('test.bots', async (tx) => {
    const made: string[] = [];
    for (let at = 0; at < BOTS; at++) {
      const { id } = await api.get(BotConsoleService).createIn(tx, workspaceId, { name: 'Kedai', looks: looksOf() });
      made.push(id);
    }
    return made;
  });
  const sizes: number[] = [];
  for (const id of bots) {
    const { headers } = await api.request.get(`/w/${id}.js`).set('accept-encoding', 'br').expect(200);
    expect(headers['content-encoding']).toBe('br');
    sizes.push(Number(headers['content-length']));
  }
  expect(Math.min(...sizes)).toBeGreaterThan(1000);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(LOADER_MAX_BYTES);
});
