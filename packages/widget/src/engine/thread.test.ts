import type { Message } from '@chatku/schemas';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createThread } from './thread.js';

const message = (conversation: string, seq: number, more: Partial<Message> = {}): Message => ({
  id: `${conversation}-${seq}`,
  conversation_id: conversation,
  seq,
  author: 'agent',
  body: { text: `${conversation}${seq}` },
  created_at: '2026-11-03T09:00:00.000Z',
  ...more,
});

describe('a thread', () => {
  it('is in the order of seq, and each message once, in whatever order they arrive', () => {
    const one = fc.record({ conversation: fc.constantFrom('a', 'b'), seq: fc.integer({ min: 1, max: 12 }) });
    const page = fc.uniqueArray(one, { maxLength: 10, selector: ({ conversation, seq }) => conversation + seq });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), page, (arriving, older) => {
        const thread = createThread();
        for (const { conversation, seq } of arriving) thread.put(message(conversation, seq));
        const before = thread.show([]).length;
        expect(before).toBe(new Set(arriving.map(({ conversation, seq }) => conversation + seq)).size);
        thread.prepend(older.map(({ conversation, seq }) => message(conversation, seq)));
        const keys = thread.show([]).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const conversation of ['a', 'b']) {
          const shown = thread.show([]).slice(-before || undefined);
          const order = shown.filter(({ conversationId }) => conversationId === conversation).map(({ seq }) => seq!);
          if (before) expect(order).toEqual([...order].sort((x, y) => x - y));
        }
      }),
    );
  });

  it('keeps the order of pages that were served, across conversations', () => {
    const thread = createThread();
    thread.prepend([message('b', 3), message('c', 1)]);
    thread.prepend([message('a', 9), message('b', 2), message('b', 3)]);
    expect(thread.show([]).map(({ key }) => key)).toEqual(['a-9', 'b-2', 'b-3', 'c-1']);
    thread.put(message('c', 2));
    thread.put(message('b', 4));
    thread.put(message('d', 1));
    expect(thread.show([]).map(({ key }) => key)).toEqual(['a-9', 'b-2', 'b-3', 'b-4', 'c-1', 'c-2', 'd-1']);
  });

  it('goes on below what was said since in another conversation, as a fetch would have it, but never against seq', () => {
    const thread = createThread();
    thread.prepend([message('a', 1, { id: '1' }), message('b', 1, { id: '2' })]);
    thread.put(message('a', 3, { id: '4' }));
    thread.put(message('a', 2, { id: '5' }));
    thread.put(message('b', 2, { id: '3' }));
    expect(thread.show([]).map(({ key }) => key)).toEqual(['1', '2', '3', '5', '4']);
  });

  it('shows what is not stored below, and no longer once it is', () => {
    const thread = createThread();
    const entry = { clientId: 'mine', text: 'hello', createdAtMs: 0, state: 'sending' } as const;
    thread.put(message('a', 1));
    expect(thread.show([entry]).map(({ key, state }) => [key, state])).toEqual([
      ['a-1', null],
      ['mine', 'sending'],
    ]);
    thread.put(message('a', 2, { author: 'visitor', client_id: 'mine' }));
    expect(thread.show([entry]).map(({ key, state }) => [key, state])).toEqual([
      ['a-1', null],
      ['mine', 'sent'],
    ]);
  });

  it('says seen of what agents have read, and never less again', () => {
    const thread = createThread();
    for (const seq of [1, 2, 3]) thread.put(message('a', seq, { author: 'visitor', client_id: `c${seq}` }));
    thread.seenByAgent('a', 2);
    thread.seenByAgent('a', 1);
    expect(thread.show([]).map(({ state }) => state)).toEqual(['seen', 'seen', 'sent']);
  });

  it('keys an agent’s message by its own id, though agents have client ids too', () => {
    const thread = createThread();
    thread.put(message('a', 1, { client_id: 'of-the-agent' }));
    expect(thread.show([])[0]!.key).toBe('a-1');
  });
});
