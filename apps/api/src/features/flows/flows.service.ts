import { knowsReply, type Flow as RunnableFlow } from '@chatku/flow';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import type { FlowSession, FlowVersion } from './flow.entity.js';
import { FlowsRepository } from './flows.repository.js';

/** Published versions kept in memory; they never change, so this is never stale. */
const CACHED_VERSIONS_MAX = 500;

/** The flows a group of turns may run, and where their contacts stand. */
export interface FlowShelf {
  /** The version of a flow that starts now. */
  published(flowId: string): RunnableFlow | undefined;
  /** A version a session is pinned to. */
  version(versionId: string): RunnableFlow | undefined;
  /** The flow whose button was pressed: the session's own first, since step ids repeat between flows. */
  ofReply(
    botId: string,
    pinned: RunnableFlow | undefined,
    reply: { step_id: string; button_id: string },
  ): RunnableFlow | undefined;
  /** By contact. Replaced in memory as turns are decided. */
  readonly sessions: Map<string, FlowSession>;
}

const runnable = (version: FlowVersion): RunnableFlow => ({
  id: version.flowId,
  version_id: version.id,
  graph: version.graph,
});

/** Published flows, and where each contact stands in one. */
@Injectable()
export class FlowsService {
  readonly #versions = new Map<string, RunnableFlow>();

  constructor(private readonly flows: FlowsRepository) {}

  /** Reads what turns of these contacts of these bots may need, in a few statements however many they are. */
  async load(db: Db, botIds: readonly string[], contactIds: readonly string[]): Promise<FlowShelf> {
    const [stands, flows] = await Promise.all([
      this.flows.listSessions(db, contactIds),
      this.flows.listOfBots(db, [...new Set(botIds)]),
    ]);
    const sessions = new Map(stands.map((session) => [session.contactId, session]));
    const publishedIds = new Map<string, { botId: string; versionId: string }>();
    for (const { id, botId, publishedVersionId } of flows) {
      if (publishedVersionId !== null) publishedIds.set(id, { botId, versionId: publishedVersionId });
    }
    const wanted = new Set([...publishedIds.values()].map(({ versionId }) => versionId));
    for (const { state } of sessions.values()) wanted.add(state.version_id);
    const found = await this.#loadVersions(db, wanted);
    return {
      sessions,
      version: (versionId) => found.get(versionId),
      published: (flowId) => found.get(publishedIds.get(flowId)?.versionId ?? ''),
      ofReply: (botId, pinned, reply) => {
        if (pinned !== undefined && knowsReply(pinned, reply)) return pinned;
        for (const published of publishedIds.values()) {
          const flow = published.botId === botId ? found.get(published.versionId) : undefined;
          if (flow !== undefined && knowsReply(flow, reply)) return flow;
        }
        return undefined;
      },
    };
  }

  /** Compare-and-set, one row a contact. @param orElse makes what is thrown when another step of one of them was faster. */
  saveSessions(tx: Tx, steps: readonly { row: FlowSession; before: number }[], orElse: () => Error): Promise<void> {
    return this.flows.saveSessions(tx, steps, orElse);
  }

  /** Where a contact stands; null: in no flow. */
  async findSession(db: Db, contactId: string): Promise<FlowSession | null> {
    return (await this.flows.listSessions(db, [contactId]))[0] ?? null;
  }

  /** Forgets where a contact stands. */
  async endSession(tx: Tx, contactId: string): Promise<void> {
    await this.flows.removeSession(tx, contactId);
  }

  /** Forgets where anybody stands who stands in this conversation. */
  async endSessionIn(tx: Tx, conversationId: string): Promise<void> {
    await this.flows.removeSessionIn(tx, conversationId);
  }

  async #loadVersions(db: Db, ids: ReadonlySet<string>): Promise<Map<string, RunnableFlow>> {
    const found = new Map<string, RunnableFlow>();
    const missing: string[] = [];
    for (const id of ids) {
      const cached = this.#versions.get(id);
      if (cached === undefined) missing.push(id);
      else found.set(id, cached);
    }
    for (const version of await this.flows.listVersions(db, missing)) {
      const flow = runnable(version);
      found.set(version.id, flow);
      if (this.#versions.size >= CACHED_VERSIONS_MAX) this.#versions.delete(this.#versions.keys().next().value ?? '');
      this.#versions.set(version.id, flow);
    }
    return found;
  }
}
