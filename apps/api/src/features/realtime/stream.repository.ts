import type { Author, MessageBody } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { SelectQueryBuilder } from 'typeorm';
import type { Db } from '../../platform/database/db.js';
import { engineOf } from '../../platform/database/dialect.js';
import { busName } from '../events/index.js';
import type { SocketSession, Standing, StreamRow } from './stream-row.js';

/** Events one push carries at the most. */
const BATCH = 50;

type Raw = Record<string, string | number | boolean | null>;

const asNumber = (value: Raw[string] | undefined): number => Number(value ?? 0);
const asText = (value: Raw[string] | undefined): string | null => (value == null ? null : String(value));

/** A row of the log, with the streams it belongs to by their names on the bus. */
export interface Growth {
  readonly position: number;
  readonly streams: readonly string[];
}

/**
 * The event log joined with what its rows name: read-only, over the tables of several features, because the session's
 * check, the events and the messages must come from one and the same statement.
 */
@Injectable()
export class StreamRepository {
  /**
   * What a visitor's stream has after a position, if the session still stands in this very statement.
   *
   * @returns null when the session does not stand any more.
   */
  async readVisitor(
    db: Db,
    session: SocketSession,
    after: number,
    limits: { nowMs: number; silentSinceMs: number },
  ): Promise<StreamRow[] | null> {
    const query = db.manager
      .createQueryBuilder()
      .select('s.id', 'session')
      .from('page_session', 's')
      .innerJoin('contact', 'k', 'k.id = s.contact_id')
      .leftJoin('event', 'e', 'e.contact_id = s.contact_id and e.for_visitor and e.position > :after', { after })
      .where('s.id = :pageId and s.epoch = :epoch and s.kind = :kind and s.contact_id = :contactId', { ...session })
      .andWhere(
        session.kind === 'guest'
          ? 'k.guest_token_hash = :tokenHash'
          : 's.token_hash = :tokenHash and s.expires_at_ms > :nowMs and s.last_seen_at_ms > :silentSinceMs',
        { tokenHash: session.tokenHash, ...limits },
      );
    const rows = await withSubject(query).orderBy('e.position', 'ASC').limit(BATCH).getRawMany<Raw>();
    return rows.length === 0 ? null : rows.filter((row) => row['position'] !== null).map(toStreamRow);
  }

  /** What a workspace's stream has after a position. */
  async readWorkspace(db: Db, workspaceId: string, after: number): Promise<StreamRow[]> {
    const query = db.manager
      .createQueryBuilder()
      .select('e.position', 'p')
      .from('event', 'e')
      .where('e.workspace_id = :workspaceId and e.for_workspace and e.position > :after', { workspaceId, after });
    return (await withSubject(query).orderBy('e.position', 'ASC').limit(BATCH).getRawMany<Raw>()).map(toStreamRow);
  }

  /** Where the whole log ends now. */
  async lastPosition(db: Db): Promise<number> {
    const row = await db.manager
      .createQueryBuilder()
      .select('max(e.position)', 'last')
      .from('event', 'e')
      .getRawOne<Raw>();
    return asNumber(row?.['last']);
  }

  /** Rows of the log after a position, and at these, in their order. */
  async readGrowth(db: Db, after: number, also: readonly number[], limit: number): Promise<Growth[]> {
    const query = db.manager.createQueryBuilder().select('e.position', 'position').from('event', 'e');
    for (const [column, alias] of GROWTH) query.addSelect(column, alias);
    query.where('e.position > :after', { after });
    if (also.length > 0) query.orWhere('e.position in (:...also)', { also });
    query.orderBy('e.position', 'ASC').limit(limit);
    return (await query.getRawMany<Raw>()).map((row) => ({
      position: asNumber(row['position']),
      streams: [
        ...(isSet(row['forVisitor']) && row['contactId'] != null
          ? [busName({ kind: 'contact', id: String(row['contactId']) })]
          : []),
        ...(isSet(row['forWorkspace']) ? [busName({ kind: 'workspace', id: String(row['workspaceId']) })] : []),
      ],
    }));
  }

  /**
   * How the sessions of these pages stand, in one statement for all of them.
   *
   * @returns by the page's id; a page that is gone is missing.
   */
  async readStandings(db: Db, pageIds: readonly string[]): Promise<Map<string, Standing>> {
    if (pageIds.length === 0) return new Map();
    const query = db.manager.createQueryBuilder().select('s.id', 'pageId').from('page_session', 's');
    // No join: for a thousand pages Postgres would rather read the whole table of contacts.
    query.addSelect('(select k.guest_token_hash from contact k where k.id = s.contact_id)', 'guestTokenHash');
    for (const [column, alias] of STANDING) query.addSelect(column, alias);
    if (engineOf(db) === 'sqlite') {
      query.where('s.id in (select value from json_each(:ids))', { ids: JSON.stringify(pageIds) });
    } else query.where('s.id = any(:ids)', { ids: pageIds });
    const rows = await query.getRawMany<Raw>();
    return new Map(
      rows.map((row) => [
        String(row['pageId']),
        {
          epoch: asNumber(row['epoch']),
          kind: String(row['kind']),
          contactId: String(row['contactId']),
          tokenHash: asText(row['kind'] === 'guest' ? row['guestTokenHash'] : row['tokenHash']),
          expiresAtMs: row['expiresAtMs'] == null ? null : asNumber(row['expiresAtMs']),
        },
      ]),
    );
  }

  /** Whose conversation it is, if it is of this workspace. */
  async findContactOf(db: Db, workspaceId: string, conversationId: string): Promise<string | null> {
    const row = await db.manager
      .createQueryBuilder()
      .select('c.contact_id', 'contactId')
      .from('conversation', 'c')
      .where('c.id = :conversationId and c.workspace_id = :workspaceId', { conversationId, workspaceId })
      .getRawOne<Raw>();
    return row === undefined ? null : asText(row['contactId']);
  }

  /** The open conversation of a contact. */
  async findOpenConversation(db: Db, contactId: string): Promise<string | null> {
    const row = await db.manager
      .createQueryBuilder()
      .select('c.id', 'id')
      .from('conversation', 'c')
      .where("c.contact_id = :contactId and c.status = 'open'", { contactId })
      .getRawOne<Raw>();
    return row === undefined ? null : asText(row['id']);
  }
}

const isSet = (value: string | number | boolean | null | undefined): boolean => value === true || value === 1;

// biome-ignore format: a table reads best as one
const GROWTH = [
  ['e.contact_id', 'contactId'], ['e.workspace_id', 'workspaceId'],
  ['e.for_visitor', 'forVisitor'], ['e.for_workspace', 'forWorkspace'],
] as const;

// biome-ignore format: a table reads best as one
const STANDING = [
  ['s.epoch', 'epoch'], ['s.kind', 'kind'], ['s.contact_id', 'contactId'], ['s.token_hash', 'tokenHash'],
  ['s.expires_at_ms', 'expiresAtMs'],
] as const;

// biome-ignore format: a table reads best as one
const SUBJECT = [
  ['e.position', 'position'], ['e.type', 'type'], ['e.bot_id', 'botId'], ['e.contact_id', 'contactId'],
  ['e.conversation_id', 'conversationId'], ['e.seq', 'seq'], ['c.status', 'status'],
  ['c.as_guest_upto_seq', 'asGuestUptoSeq'], ['c.agents_only_upto_seq', 'agentsOnlyUptoSeq'],
  ['m.id', 'messageId'], ['m.conversation_id', 'messageConversationId'], ['m.seq', 'messageSeq'],
  ['m.author', 'author'], ['m.author_name', 'authorName'], ['m.body', 'body'], ['m.client_id', 'clientId'],
  ['m.created_at_ms', 'createdAtMs'],
] as const;

// biome-ignore lint/suspicious/noExplicitAny: TypeORM's own type of a builder over raw tables
function withSubject(query: SelectQueryBuilder<any>): SelectQueryBuilder<any> {
  query.leftJoin('message', 'm', 'm.id = e.message_id').leftJoin('conversation', 'c', 'c.id = e.conversation_id');
  for (const [column, alias] of SUBJECT) query.addSelect(column, alias);
  return query;
}

function toStreamRow(raw: Raw): StreamRow {
  return {
    position: asNumber(raw['position']),
    type: String(raw['type']),
    botId: String(raw['botId']),
    contactId: asText(raw['contactId']),
    conversationId: asText(raw['conversationId']),
    seq: raw['seq'] === null ? null : asNumber(raw['seq']),
    status: asText(raw['status']) as StreamRow['status'],
    asGuestUptoSeq: asNumber(raw['asGuestUptoSeq']),
    agentsOnlyUptoSeq: asNumber(raw['agentsOnlyUptoSeq']),
    message:
      raw['messageId'] === null
        ? null
        : {
            id: String(raw['messageId']),
            conversationId: String(raw['messageConversationId']),
            seq: asNumber(raw['messageSeq']),
            author: String(raw['author']) as Author,
            authorName: asText(raw['authorName']),
            body: JSON.parse(String(raw['body'])) as MessageBody,
            clientId: asText(raw['clientId']),
            createdAtMs: asNumber(raw['createdAtMs']),
          },
  };
}
