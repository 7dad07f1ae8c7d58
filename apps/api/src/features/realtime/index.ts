import type { Feature } from '../../platform/feature.js';
import { RealtimeModule } from './realtime.module.js';

export { CLOSE } from './sockets.js';

export const realtimeFeature: Feature = { name: 'realtime', module: RealtimeModule };
