import type { Feature } from '../../platform/feature.js';
import { Invite } from './invite.entity.js';
import { MembersModule } from './members.module.js';

export { MembersModule } from './members.module.js';

export const membersFeature: Feature = { name: 'members', module: MembersModule, entities: [Invite] };
