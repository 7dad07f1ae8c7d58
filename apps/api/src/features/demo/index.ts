import type { Feature } from '../../platform/feature.js';
import { DemoModule } from './demo.module.js';

export const demoFeature: Feature = { name: 'demo', module: DemoModule };
