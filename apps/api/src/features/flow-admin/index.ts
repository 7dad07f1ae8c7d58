import type { Feature } from '../../platform/feature.js';
import { FlowAdminModule } from './flow-admin.module.js';

export { FlowAdminModule } from './flow-admin.module.js';

export const flowAdminFeature: Feature = { name: 'flow-admin', module: FlowAdminModule };
