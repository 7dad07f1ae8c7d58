import type { Feature } from '../../platform/feature.js';
import { PresenceModule } from './presence.module.js';

export { PresenceModule } from './presence.module.js';
export { contactsOf, membersOf, PresenceService, type Room, type Standing } from './presence.service.js';

export const presenceFeature: Feature = { name: 'presence', module: PresenceModule };
