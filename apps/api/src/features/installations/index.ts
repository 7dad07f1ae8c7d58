import type { Feature } from '../../platform/feature.js';
import { Installation } from './installation.entity.js';
import { InstallationsModule } from './installations.module.js';

export type { Installation } from './installation.entity.js';
export { InstallationsModule } from './installations.module.js';
export { InstallationsService, websiteOf } from './installations.service.js';

export const installationsFeature: Feature = {
  name: 'installations',
  module: InstallationsModule,
  entities: [Installation],
};
