import type { Feature } from './platform/feature.js';

/**
 * All rooms of the house. A feature is added here and nowhere else: its wiring, entities and commands come with it.
 */
export const FEATURES: readonly Feature[] = [];
