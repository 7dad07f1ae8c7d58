import type { Feature } from '../../platform/feature.js';
import { AccountsModule } from './accounts.module.js';
import { PasswordResetLink } from './password-reset-link.entity.js';

export { AccountsModule } from './accounts.module.js';

export const accountsFeature: Feature = { name: 'accounts', module: AccountsModule, entities: [PasswordResetLink] };
