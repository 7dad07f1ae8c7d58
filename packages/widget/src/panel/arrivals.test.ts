import { expect, it } from 'vitest';
import { arrivals } from './arrivals.js';
import { messageOf, viewOf } from './fake-engine.fixture.js';

const [older, one, two] = [messageOf('0'), messageOf('1'), messageOf('2')];
const before = viewOf({ messages: [one] });

it('what is added at the newer end arrives, before unsent messages too', () => {
  const unsent = messageOf('mine', { author: 'visitor', state: 'queued' });
  expect(arrivals(before, viewOf({ messages: [one, two] }))).toEqual([two]);
  expect(arrivals(viewOf({ messages: [one, unsent] }), viewOf({ messages: [one, two, unsent] }))).toEqual([two]);
  expect(arrivals(viewOf(), viewOf({ messages: [one] }))).toEqual([one]);
});

it('a page of history does not arrive', () => {
  expect(arrivals(before, viewOf({ messages: [older, one] }))).toEqual([]);
  expect(arrivals(before, viewOf({ messages: [older, one, two] }))).toEqual([two]);
});

it('the first history, a fresh one and another person’s do not arrive', () => {
  expect(arrivals(undefined, before)).toEqual([]);
  expect(arrivals(viewOf({ loaded: false }), before)).toEqual([]);
  expect(arrivals(before, viewOf({ messages: [two] }))).toEqual([]);
  expect(arrivals(before, viewOf({ generation: 2, messages: [one, two] }))).toEqual([]);
});
