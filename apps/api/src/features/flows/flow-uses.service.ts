import { stepsUsingField } from '@chatku/flow';
import type { FieldScope } from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/database/db.js';
import { FlowsRepository } from './flows.repository.js';

/** A step that uses something. */
export interface FlowPlace {
  readonly flow: string;
  readonly stepId: string;
}

/** Where published flows use what somebody wants to change. */
@Injectable()
export class FlowUsesService {
  constructor(private readonly flows: FlowsRepository) {}

  /** Steps of a bot's published flows that read or write a field. Sessions that run in older versions are not asked. */
  async placesOfField(db: Db, botId: string, field: { name: string; scope: FieldScope }): Promise<FlowPlace[]> {
    const published = await this.flows.listPublished(db, botId);
    const names = new Map(published.map(({ id, name }) => [id, name]));
    const versions = await this.flows.listVersions(
      db,
      published.flatMap(({ publishedVersionId }) => publishedVersionId ?? []),
    );
    return versions.flatMap(({ flowId, graph }) =>
      stepsUsingField(graph, field).map((stepId) => ({ flow: names.get(flowId) ?? flowId, stepId })),
    );
  }
}
