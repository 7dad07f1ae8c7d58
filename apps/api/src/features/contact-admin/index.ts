import type { Feature } from '../../platform/feature.js';
import { ContactAdminModule } from './contact-admin.module.js';

export { ContactAdminModule } from './contact-admin.module.js';

export const contactAdminFeature: Feature = { name: 'contact-admin', module: ContactAdminModule };
