import type { Feature } from '../../platform/feature.js';
import { ContactAdminModule } from './contact-admin.module.js';

export { ContactAdminModule } from './contact-admin.module.js';
export { ContactErasureService } from './contact-erasure.service.js';

export const contactAdminFeature: Feature = { name: 'contact-admin', module: ContactAdminModule };
