import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, test } from 'vitest';
import { Gathering } from './gathering.js';

/** Doubles numbers when it is let; refuses a group with a negative one. */
function doubling() {
  const askings: number[][] = [];
  const doors: (() => void)[] = [];
  const gathering = new Gathering<number, number>(async (numbers) => {
    askings.push([...numbers]);
    await new Promise<void>((resolve) => doors.push(resolve));
    if (numbers.some((number) => number < 0)) throw new Error(`${numbers.join()} cannot be`);
    return numbers.map((number) => number * 2);
  });
  /** Lets the asking that is under way end, once it is. */
  const letGo = async (): Promise<void> => {
    while (doors.length === 0) await new Promise((resolve) => setImmediate(resolve));
    doors.shift()?.();
  };
  return { gathering, askings, letGo };
}

describe('a gathering', () => {
  test('asks together what comes in one turn, and gives each its own answer', async () => {
    const { gathering, askings, letGo } = doubling();
    const answers = Promise.all([gathering.ask(1), gathering.ask(2), gathering.ask(3)]);
    await letGo();
    expect(await answers).toEqual([2, 4, 6]);
    expect(askings).toEqual([[1, 2, 3]]);
  });

  test('what comes while an asking is under way is asked after it, never answered by it', async () => {
    const { gathering, askings, letGo } = doubling();
    const first = gathering.ask(1);
    while (askings.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const later = Promise.all([gathering.ask(2), gathering.ask(3)]);
    await letGo();
    expect(await first).toBe(2);
    await letGo();
    expect(await later).toEqual([4, 6]);
    expect(askings).toEqual([[1], [2, 3]]);
  });

  test('one question that fails spoils no other', async () => {
    const { gathering, letGo } = doubling();
    const outcomes = Promise.allSettled([gathering.ask(1), gathering.ask(-2), gathering.ask(3)]);
    for (let asking = 0; asking < 4; asking++) await letGo();
    expect(await outcomes).toMatchObject([
      { status: 'fulfilled', value: 2 },
      { status: 'rejected', reason: { message: '-2 cannot be' } },
      { status: 'fulfilled', value: 6 },
    ]);
  });

  test('an asking runs in no asker’s context', async () => {
    const asker = new AsyncLocalStorage<string>();
    let seen: string | undefined = 'not asked';
    const gathering = new Gathering<number, number>(async (numbers) => {
      seen = asker.getStore();
      return numbers;
    });
    await asker.run('somebody', () => gathering.ask(1));
    expect(seen).toBeUndefined();
  });
});
