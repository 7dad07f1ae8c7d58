/**
 * Proof 5: a full disk acknowledges nothing, goes on reading, and loses nothing.
 *
 * The data folder lies on a file system of a few megabytes. What breaks it, tried: a message lane that answers before its COMMIT acknowledges what is
 * not there.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identifyUsers, installBot } from '../product/api-server.mjs';
import { ApiNode } from './api-node.js';
import { form, record, skipLoudly } from './form.js';
import { SmallDisk } from './small-disk.js';
import { type Acknowledged, openSqlite, wrongs } from './stored.js';
import { messageIn, VisitorClient } from './visitor-client.js';

const VISITORS = form({ short: 10, long: 40 });
const TIMES_FULL = form({ short: 1, long: 5 });
/** Of each visitor, while the disk is full. */
const REFUSED_OF_ONE = 3;
const DISK_MEGABYTES = 24;

test.skipIf(skipLoudly('a full disk', SmallDisk.lack()))(
  'a full disk refuses with a code, reads go on, and all is well when there is space again',
  async () => {
    const disk = SmallDisk.make(DISK_MEGABYTES);
    const acknowledged: Acknowledged[] = [];
    let node: ApiNode | null = null;
    let refused = 0;
    try {
      node = await ApiNode.start(join(disk.folder, 'data'), { CHATKU_LOG_LEVEL: 'silent' });
      const { url } = node;
      const bot = await installBot(node);
      const visitors = (await identifyUsers(node, bot, VISITORS)).map((sender) => new VisitorClient(bot.botId, sender));
      let sent = 0;
      /** Whatever waits for its acknowledgement, by visitor: sent again when there is space. */
      const waiting = new Map<VisitorClient, { clientId: string; text: string }[]>();
      const attempt = async (visitor: VisitorClient, clientId: string, text: string): Promise<boolean> => {
        const heard = await visitor.send(url, clientId, text);
        if (heard?.status !== 200) {
          // The disk is full: the server says so and changes nothing. Any other refusal, and a connection that breaks, is wrong.
          expect(heard).toMatchObject({ status: 503, body: { code: 'storage_unavailable' } });
          return false;
        }
        const { id, conversation_id: conversationId, seq } = messageIn(heard);
        acknowledged.push({ clientId, text, id, conversationId, seq });
        return true;
      };
      const write = async (visitor: VisitorClient): Promise<boolean> => {
        const message = { clientId: randomUUID(), text: `message ${sent++}` };
        const isTaken = await attempt(visitor, message.clientId, message.text);
        if (!isTaken) waiting.set(visitor, [...(waiting.get(visitor) ?? []), message]);
        return isTaken;
      };

      for (let time = 0; time < TIMES_FULL; time++) {
        for (const visitor of visitors) expect(await write(visitor)).toBe(true);
        disk.fill();
        // What the database still had room for inside its files may be taken; then nothing is, until there is space.
        while (await write(visitors[sent % VISITORS] as VisitorClient));
        const known = acknowledged.length;
        for (let count = 0; count < REFUSED_OF_ONE; count++) {
          await Promise.all(visitors.map(write));
        }
        expect(acknowledged.length).toBe(known);
        refused += 1 + VISITORS * REFUSED_OF_ONE;
        const told = new Set(acknowledged.map(({ id }) => id));
        for (const visitor of visitors) {
          const stored = (await visitor.history(url)).filter(({ author }) => author === 'visitor');
          expect(stored.filter(({ id }) => !told.has(id))).toEqual([]);
          for (const { id } of stored) told.delete(id);
        }
        disk.free();
        for (const [visitor, messages] of waiting) {
          for (const { clientId, text } of messages) expect(await attempt(visitor, clientId, text)).toBe(true);
        }
        waiting.clear();
      }
      await node.stop();
      const rows = openSqlite(join(disk.folder, 'data', 'chatku.db'));
      const integrity = await rows.query('PRAGMA integrity_check');
      const wrong = await wrongs(rows, acknowledged);
      await rows.close();
      expect(integrity).toEqual([{ integrity_check: 'ok' }]);
      expect(wrong).toEqual([]);
      record({
        name: `refused with 503 on a disk that was full ${TIMES_FULL} times, none acknowledged`,
        value: refused,
        unit: 'messages',
        note: `${acknowledged.length} acknowledged before and after, all there once`,
      });
    } finally {
      await node?.stop();
      disk.remove();
    }
  },
);
