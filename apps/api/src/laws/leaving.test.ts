import { expect, test } from 'vitest';
import { Ear } from './ear.js';
import { World } from './world.js';

test('a node that leaves says so, goes on serving, and sends its sockets away one after another', async () => {
  const world = await World.start({ env: { CHATKU_DRAIN_SECONDS: '3' } });
  const base = await world.harness.listen();
  const page = await world.page().becomeGuest();
  const ears = [await Ear.follow(base, page), await Ear.follow(base, page), await Ear.follow(base, page)];
  await world.harness.request.get('/health/ready').expect(200);

  const stopped = world.stop();
  const ready = await world.harness.request.get('/health/ready').expect(503);
  expect(ready.body.code).toBe('shutting_down');
  await world.harness.request.get('/health/live').expect(200);
  await page.send('while it leaves').expect(200);
  const late = await Ear.open(base);
  await late.until(() => late.closeCode !== null);
  expect(late.closeCode).toBe(1012);
  const isServing = () => world.harness.request.get('/health/live').expect(200);
  await isServing();
  // The last is asked at 1.6 s, and has heard what was said until then.
  await ears[2]?.until(() => ears[2]?.closeCode !== null);
  expect(ears[2]?.texts).toEqual(['while it leaves']);
  // All of them have gone while it still serves.
  await isServing();
  await stopped;
  expect(ears.map(({ bye, closeCode }) => [bye, closeCode])).toEqual(Array(3).fill(['shutting_down', 1012]));
});
