import { Module } from '@nestjs/common';
import { FlowAuthoringService } from './flow-authoring.service.js';
import { FlowCopiesService } from './flow-copies.service.js';
import { FlowNamesService } from './flow-names.service.js';
import { FlowUsesService } from './flow-uses.service.js';
import { FlowsRepository } from './flows.repository.js';
import { FlowsService } from './flows.service.js';
import { StarterFlowsService } from './starters/starter-flows.service.js';

@Module({
  providers: [
    FlowsRepository,
    FlowsService,
    FlowAuthoringService,
    FlowCopiesService,
    FlowNamesService,
    FlowUsesService,
    StarterFlowsService,
  ],
  exports: [
    FlowsService,
    FlowAuthoringService,
    FlowCopiesService,
    FlowNamesService,
    FlowUsesService,
    StarterFlowsService,
  ],
})
export class FlowsModule {}
