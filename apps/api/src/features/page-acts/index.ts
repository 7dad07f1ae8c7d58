import type { Feature } from '../../platform/feature.js';
import { PageActsModule } from './page-acts.module.js';

export const pageActsFeature: Feature = { name: 'page-acts', module: PageActsModule };
