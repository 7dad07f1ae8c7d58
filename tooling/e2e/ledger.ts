import { join } from 'node:path';
import sqlite3 from 'sqlite3';
import type { Chatku } from './processes.js';

/** The rows on the server's disk, read beside the running server as a backup would read them. */
export class Ledger {
  constructor(private readonly chatku: Chatku) {}

  /** @throws when the statement is not one that only reads */
  async rows<Row>(statement: string, ...values: readonly unknown[]): Promise<Row[]> {
    const database = await new Promise<sqlite3.Database>((resolve, reject) => {
      const file = join(this.chatku.dataDir, 'chatku.db');
      const opened: sqlite3.Database = new sqlite3.Database(file, sqlite3.OPEN_READONLY, (error) =>
        error === null ? resolve(opened) : reject(error),
      );
    });
    try {
      return await new Promise<Row[]>((resolve, reject) => {
        database.all<Row>(statement, values, (error, rows) => (error === null ? resolve(rows) : reject(error)));
      });
    } finally {
      await new Promise((resolve) => database.close(resolve));
    }
  }

  /** How many rows there are of what visitors make. */
  async visitors(): Promise<{ contacts: number; sessions: number; groups: number; conversations: number }> {
    const [counted] = await this.rows<{ contacts: number; sessions: number; groups: number; conversations: number }>(
      `SELECT (SELECT count(*) FROM contact) AS contacts, (SELECT count(*) FROM page_session) AS sessions,
        (SELECT count(*) FROM browser_group) AS groups, (SELECT count(*) FROM conversation) AS conversations`,
    );
    if (counted === undefined) throw new Error('Nothing was counted.');
    return counted;
  }

  /** The sessions of a website's user, oldest first: why each ended (null: it lives), and the group of its browser. */
  sessionsOf(userId: string): Promise<{ endReason: string | null; groupId: string | null }[]> {
    return this.rows(
      `SELECT page_session.end_reason AS endReason, page_session.group_id AS groupId FROM page_session
        JOIN contact ON contact.id = page_session.contact_id WHERE contact.custom_user_id = ? ORDER BY page_session.id`,
      userId,
    );
  }

  /** The texts of all stored messages that contain this one. */
  async messagesWith(text: string): Promise<string[]> {
    const rows = await this.rows<{ body: string }>('SELECT body FROM message WHERE instr(body, ?) > 0', text);
    return rows.map(({ body }) => body);
  }
}
