import { Module } from '@nestjs/common';
import { FlowAuthoringService } from './flow-authoring.service.js';
import { FlowCopiesService } from './flow-copies.service.js';
import { FlowsRepository } from './flows.repository.js';
import { FlowsService } from './flows.service.js';

@Module({
  providers: [FlowsRepository, FlowsService, FlowAuthoringService, FlowCopiesService],
  exports: [FlowsService, FlowAuthoringService, FlowCopiesService],
})
export class FlowsModule {}
