import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Page, World } from '../../laws/world.js';
import { OutboxWorker } from '../../platform/outbox/outbox-worker.js';
import { KNOWN_FLOW } from './demo-flows.js';

let world: World;
beforeEach(async () => {
  world = await World.start();
  await world.changeBot({ knownFlowId: await world.publish(KNOWN_FLOW) });
});
afterEach(() => world.stop());

/** A customer who asks for a person. */
async function asked(): Promise<Page> {
  const page = await world.page().becomeUser('customer');
  await page.call('post', 'open').send({}).expect(200);
  await page.send('Talk to a person', { reply: { step_id: 'hello', button_id: 'person' } }).expect(200);
  return page;
}

async function wordAfter(page: Page, minutes: number): Promise<string | undefined> {
  world.harness.clock.advance(minutes * 60_000);
  await world.harness.get(OutboxWorker).settle();
  return (await page.texts()).at(-1);
}

test('a customer who asks for a person and falls silent hears one gentle word', async () => {
  const page = await asked();
  expect(await wordAfter(page, 2)).toContain('What is it about?');
  expect(await wordAfter(page, 1)).toContain('Take your time.');
});

test('one who says what it is about hears none', async () => {
  const page = await asked();
  await page.send('My lamp is broken').expect(200);
  expect(await wordAfter(page, 10)).toBe('My lamp is broken');
});
