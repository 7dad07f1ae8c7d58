import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { FlowsRepository } from './flows.repository.js';

/** What people call a flow and its steps. */
export interface FlowNames {
  readonly name: string;
  /** Title of each step of the published version that has one, by the step's id. */
  readonly titles: ReadonlyMap<string, string>;
}

/** Says what flows and steps are called now, for logs that keep their ids. */
@Injectable()
export class FlowNamesService {
  constructor(private readonly flows: FlowsRepository) {}

  /** By flow id; a flow that is gone, or of another bot, is not among them. Two statements, however many flows. */
  async load(db: Db, botId: string, flowIds: readonly string[]): Promise<ReadonlyMap<string, FlowNames>> {
    const flows = await this.flows.listByIds(db, botId, [...new Set(flowIds)]);
    const versions = await this.flows.listVersions(
      db,
      flows.flatMap(({ publishedVersionId }) => publishedVersionId ?? []),
    );
    const graphs = new Map(versions.map(({ flowId, graph }) => [flowId, graph]));
    return new Map(
      flows.map(({ id, name }) => {
        const titled = (graphs.get(id)?.steps ?? []).flatMap((step) =>
          step.title === undefined ? [] : [[step.id, step.title] as const],
        );
        return [id, { name, titles: new Map(titled) }];
      }),
    );
  }
}
