import type { Feature } from '../../platform/feature.js';
import { GuestLink, LinkQuestion } from './guest-link.entity.js';
import { IdentityModule } from './identity.module.js';
import { IdentityLogEntry } from './identity-log-entry.entity.js';
import { IdentityPolicyRow } from './identity-policy.entity.js';
import { sealedKeys } from './sealed-keys.service.js';
import { SpecialKey } from './special-key.entity.js';

export { GuestLinksService } from './guest-links.service.js';
export { IdentityModule } from './identity.module.js';
export { IdentityLogService } from './identity-log.service.js';
export { KeyRingService } from './key-ring.service.js';

export const identityFeature: Feature = {
  name: 'identity',
  module: IdentityModule,
  entities: [SpecialKey, IdentityPolicyRow, IdentityLogEntry, GuestLink, LinkQuestion],
  sealed: [sealedKeys],
};
