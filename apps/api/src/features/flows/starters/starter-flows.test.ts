import { checkFlow } from '@chatku/flow';
import { BOT_PURPOSES, CONSOLE_LOCALES, FlowGraph } from '@chatku/schemas';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { guestFlow, knownFlow } from './starter-flows.js';
import { STARTER_WORDS } from './words.js';

describe.each(CONSOLE_LOCALES)('in %s', (language) => {
  const words = STARTER_WORDS[language];

  test.each(BOT_PURPOSES)('the flow to %s is of the wire’s shape and has no problem', (purpose) => {
    const graph = guestFlow(purpose, words);
    expect(v.safeParse(FlowGraph, graph).success).toBe(true);
    expect(checkFlow(graph)).toEqual([]);
  });

  test('the flow for known users is of the wire’s shape and has no problem', () => {
    expect(v.safeParse(FlowGraph, knownFlow(words)).success).toBe(true);
    expect(checkFlow(knownFlow(words))).toEqual([]);
  });
});
