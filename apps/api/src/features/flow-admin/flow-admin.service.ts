import type { FlowDetail, FlowGraph, FlowSummary } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Reader } from '../../platform/database/reader.js';
import type { Along } from '../../platform/unit-of-work/along.js';
import { BotsService } from '../bots/index.js';
import { keyOfPage, pageOfRows } from '../events/index.js';
import { FlowAuthoringService } from '../flows/index.js';
import { AuditService, type Member } from '../workspaces/index.js';

/** Flows as members of their workspace see and publish them: a flow of another workspace's bot does not exist. */
@Injectable()
export class FlowAdminService {
  constructor(
    private readonly flows: FlowAuthoringService,
    private readonly bots: BotsService,
    private readonly audit: AuditService,
    private readonly reader: Reader,
  ) {}

  /** A page of a bot's flows, the newest first. */
  async list(
    member: Member,
    botId: string,
    before: string | undefined,
    limit: number,
  ): Promise<{ items: FlowSummary[]; next: string | null }> {
    await this.#requireBot(member, botId);
    const rows = await this.flows.listPage(botId, keyOfPage(before), limit);
    return pageOfRows(
      rows,
      limit,
      ({ id }) => id,
      (flow) => flow,
    );
  }

  async get(member: Member, botId: string, flowId: string): Promise<FlowDetail> {
    await this.#requireBot(member, botId);
    return this.flows.get(botId, flowId);
  }

  async create(member: Member, botId: string, name: string): Promise<FlowSummary> {
    await this.#requireBot(member, botId);
    return this.flows.create(botId, name, this.#audited(member, botId, 'flow.created'));
  }

  /** Makes a graph what new conversations run. @throws flow_invalid with the places to mend */
  async publish(member: Member, botId: string, flowId: string, graph: FlowGraph): Promise<FlowSummary> {
    await this.#requireBot(member, botId);
    return this.flows.publish(botId, flowId, graph, this.#audited(member, botId, 'flow.published'));
  }

  #audited({ workspaceId, userId }: Member, botId: string, action: string): Along {
    return (tx, targetId) => this.audit.record(tx, { workspaceId, userId, action, targetId, detail: { botId } });
  }

  async #requireBot(member: Member, botId: string): Promise<void> {
    await this.bots.getOfWorkspace(this.reader, member.workspaceId, botId);
  }
}
