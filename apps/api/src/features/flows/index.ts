import type { Feature } from '../../platform/feature.js';
import { Flow, FlowSession, FlowVersion } from './flow.entity.js';
import { FlowsModule } from './flows.module.js';

export type { FlowSession } from './flow.entity.js';
export { FlowAuthoringService } from './flow-authoring.service.js';
export { FlowCopiesService } from './flow-copies.service.js';
export { type FlowNames, FlowNamesService } from './flow-names.service.js';
export { type FlowPlace, FlowUsesService } from './flow-uses.service.js';
export { FlowsModule } from './flows.module.js';
export { type FlowShelf, FlowsService } from './flows.service.js';
export { StarterFlowsService } from './starters/starter-flows.service.js';
export type { StarterLanguage } from './starters/words.js';

export const flowsFeature: Feature = {
  name: 'flows',
  module: FlowsModule,
  entities: [Flow, FlowVersion, FlowSession],
};
