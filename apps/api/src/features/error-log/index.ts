import type { Feature } from '../../platform/feature.js';
import { ErrorLogModule } from './error-log.module.js';
import { ErrorLogEntry } from './error-log-entry.entity.js';

export { ErrorLogModule } from './error-log.module.js';
export { ErrorLogService, type ErrorNote, type ErrorPlace } from './error-log.service.js';
export const errorLogFeature: Feature = { name: 'error-log', module: ErrorLogModule, entities: [ErrorLogEntry] };
