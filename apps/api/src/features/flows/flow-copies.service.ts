import type { FlowGraph } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import { FlowAuthoringService } from './flow-authoring.service.js';
import { FlowsRepository } from './flows.repository.js';

/** Copies flows from one bot to another. */
@Injectable()
export class FlowCopiesService {
  constructor(
    private readonly flows: FlowsRepository,
    private readonly authoring: FlowAuthoringService,
  ) {}

  /**
   * Copies every flow of a bot, published where the original is; what pointed to a flow of the one points to the copy.
   *
   * @returns ids of the copies by those of the originals.
   */
  async copyAll(tx: Tx, fromBotId: string, toBotId: string): Promise<ReadonlyMap<string, string>> {
    const originals = await this.flows.listOfBot(tx, fromBotId);
    const copies = new Map<string, Awaited<ReturnType<FlowAuthoringService['createIn']>>>();
    for (const flow of originals) copies.set(flow.id, await this.authoring.createIn(tx, toBotId, flow.name));
    const ids = new Map([...copies].map(([from, copy]) => [from, copy.id]));
    for (const flow of originals) {
      const copy = copies.get(flow.id);
      if (flow.publishedVersionId === null || copy === undefined) continue;
      const [version] = await this.flows.listVersions(tx, [flow.publishedVersionId]);
      if (version !== undefined) await this.authoring.publishIn(tx, copy, pointedAtCopies(version.graph, ids));
    }
    return ids;
  }
}

/** The same graph with the ids of the copies. Only targets hold a `flow_id`. */
function pointedAtCopies(graph: FlowGraph, ids: ReadonlyMap<string, string>): FlowGraph {
  return JSON.parse(JSON.stringify(graph), (key, value: unknown) =>
    key === 'flow_id' && typeof value === 'string' ? (ids.get(value) ?? value) : value,
  ) as FlowGraph;
}
