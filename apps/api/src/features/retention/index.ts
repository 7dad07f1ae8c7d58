import type { Feature } from '../../platform/feature.js';
import { RetentionModule } from './retention.module.js';
import { RetentionPolicy } from './retention-policy.entity.js';

export { RetentionModule } from './retention.module.js';

export const retentionFeature: Feature = { name: 'retention', module: RetentionModule, entities: [RetentionPolicy] };
