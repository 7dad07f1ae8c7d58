import type { Feature } from '../../platform/feature.js';
import { OnboardingModule } from './onboarding.module.js';

export const onboardingFeature: Feature = { name: 'onboarding', module: OnboardingModule };
