import { expect, test } from 'vitest';
import { parseRedisUrl } from './redis-place.js';

test.each([
  ['redis://127.0.0.1', { host: '127.0.0.1', port: 6379, database: 0, tls: false, user: null, password: null }],
  [
    'redis://chat:p%40ss@redis.internal:7000/3',
    { host: 'redis.internal', port: 7000, database: 3, tls: false, user: 'chat', password: 'p@ss' },
  ],
  ['rediss://:secret@[fd00::1]:6380', { host: 'fd00::1', port: 6380, database: 0, tls: true, password: 'secret' }],
])('%s is a place', (text, place) => {
  expect(parseRedisUrl(text)).toMatchObject(place);
});

test.each([
  '127.0.0.1:6379',
  'http://127.0.0.1:6379',
  'redis://',
  'redis:///0',
  'redis://host/zero',
  'redis://host/0/1',
  'redis://host?family=6',
  'redis://host#0',
  'redis://user:%E0%A4%A@host',
])('%s is none', (text) => {
  expect(parseRedisUrl(text)).toBeNull();
});
