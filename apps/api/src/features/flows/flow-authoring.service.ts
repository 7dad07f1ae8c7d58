import { checkFlow } from '@chatku/flow';
import type { FlowDetail, FlowGraph, FlowSummary } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { lockAlone } from '../../platform/database/locks.js';
import { Reader } from '../../platform/database/reader.js';
import { AppError, notFound } from '../../platform/errors/app-error.js';
import { IdMaker } from '../../platform/ids/id-maker.js';
import { type Along, nothingAlong } from '../../platform/unit-of-work/along.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { UnitOfWork } from '../../platform/unit-of-work/unit-of-work.js';
import type { Flow } from './flow.entity.js';
import { toFlowSummary } from './flow.mapper.js';
import { FlowsRepository } from './flows.repository.js';

/** Making and publishing flows. */
@Injectable()
export class FlowAuthoringService {
  constructor(
    private readonly flows: FlowsRepository,
    private readonly reader: Reader,
    private readonly unitOfWork: UnitOfWork,
    private readonly ids: IdMaker,
  ) {}

  /** A page of a bot's flows, the newest first. @param beforeId only those made before this one */
  async listPage(botId: string, beforeId: string | null, limit: number): Promise<FlowSummary[]> {
    return (await this.flows.listPageOfBot(this.reader, botId, beforeId, limit)).map(toFlowSummary);
  }

  async get(botId: string, flowId: string): Promise<FlowDetail> {
    const flow = await this.flows.findById(this.reader, flowId);
    if (flow === null || flow.botId !== botId) throw notFound('flow');
    const versions = flow.publishedVersionId === null ? [] : [flow.publishedVersionId];
    const [version] = await this.flows.listVersions(this.reader, versions);
    return { ...toFlowSummary(flow), graph: version?.graph ?? null };
  }

  /** Is this a flow of that bot? */
  async belongs(botId: string, flowId: string): Promise<boolean> {
    return (await this.flows.findById(this.reader, flowId))?.botId === botId;
  }

  /** @param along what belongs into its unit of work. */
  async create(botId: string, name: string, along: Along = nothingAlong): Promise<FlowSummary> {
    const flow = await this.unitOfWork.run('flows.create', async (tx) => {
      const made = await this.createIn(tx, botId, name);
      await along(tx, made.id);
      return made;
    });
    return toFlowSummary(flow);
  }

  /** As `create`, in the caller's unit of work. */
  async createIn(tx: Tx, botId: string, name: string): Promise<Flow> {
    const flow: Flow = {
      id: this.ids.newId(),
      botId,
      name,
      publishedVersionId: null,
      version: 0,
      publishedAtMs: null,
      createdAtMs: tx.nowMs,
    };
    await this.flows.insert(tx, flow);
    return flow;
  }

  /**
   * Publishes a graph as the next version; sessions that run go on in theirs.
   *
   * @param along what belongs into its unit of work.
   * @throws flow_invalid with the places, when the graph has problems.
   */
  async publish(botId: string, flowId: string, graph: FlowGraph, along: Along = nothingAlong): Promise<FlowSummary> {
    const flow = await this.unitOfWork.run('flows.publish', async (tx) => {
      await lockAlone(tx, ['bot', botId]);
      const found = await this.flows.findById(tx, flowId);
      if (found === null || found.botId !== botId) throw notFound('flow');
      const published = await this.publishIn(tx, found, graph);
      await along(tx, flowId);
      return published;
    });
    return toFlowSummary(flow);
  }

  /** As `publish`, in the caller's unit of work. */
  async publishIn(tx: Tx, flow: Flow, graph: FlowGraph): Promise<Flow> {
    const problems = checkFlow(graph).filter(({ severity }) => severity === 'error');
    if (problems.length > 0) {
      throw new AppError('flow_invalid', 'The flow cannot be published as it is.', {
        fix: 'Mend the places named.',
        issues: problems.slice(0, 10).map(({ step_id, detail }) => ({ path: step_id ?? '', message: detail })),
      });
    }
    const version = {
      id: this.ids.newId(),
      flowId: flow.id,
      botId: flow.botId,
      version: flow.version + 1,
      graph,
      publishedAtMs: tx.nowMs,
    };
    await this.flows.insertVersion(tx, version);
    const changes = { publishedVersionId: version.id, version: version.version, publishedAtMs: tx.nowMs };
    await this.flows.update(tx, flow.id, changes);
    return { ...flow, ...changes };
  }
}
