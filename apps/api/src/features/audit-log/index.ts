import type { Feature } from '../../platform/feature.js';
import { AuditLogModule } from './audit-log.module.js';

export { AuditLogModule } from './audit-log.module.js';

export const auditLogFeature: Feature = { name: 'audit-log', module: AuditLogModule };
