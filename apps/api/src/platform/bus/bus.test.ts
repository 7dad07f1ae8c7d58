import { expect, test } from 'vitest';
import { Logger } from '../logging/logger.js';
import { Bus } from './bus.js';

const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

test('listeners hear in order, after the publisher has gone on', async () => {
  const bus = new Bus(Logger.silent());
  const heard: string[] = [];
  bus.subscribe(({ streams }) => void heard.push(`first ${streams.join()}`));
  bus.subscribe(({ streams }) => void heard.push(`second ${streams.join()}`));
  bus.publish({ streams: ['a'] });
  bus.publish({ streams: ['b', 'c'] });
  bus.publish({ streams: [] });
  expect(heard).toEqual([]);
  await settled();
  expect(heard).toEqual(['first a', 'second a', 'first b,c', 'second b,c']);
});

test('a listener that was removed hears nothing more, not even what was under way', async () => {
  const bus = new Bus(Logger.silent());
  const heard: string[] = [];
  const remove = bus.subscribe(() => void heard.push('removed'));
  bus.subscribe(() => remove());
  bus.subscribe(() => void heard.push('kept'));
  bus.publish({ streams: ['a'] });
  bus.publish({ streams: ['a'] });
  remove();
  await settled();
  expect(heard).toEqual(['kept', 'kept']);
});

test('a listener that fails is logged and disturbs nobody', async () => {
  const lines: string[] = [];
  const bus = new Bus(Logger.create({ level: 'info', destination: { write: (line) => void lines.push(line) } }));
  const heard: string[] = [];
  bus.subscribe(() => {
    throw new Error('sync');
  });
  bus.subscribe(async () => {
    throw new Error('async');
  });
  bus.subscribe(() => void heard.push('third'));
  bus.publish({ streams: ['a'] });
  await settled();
  expect(heard).toEqual(['third']);
  expect(lines).toHaveLength(2);
});
