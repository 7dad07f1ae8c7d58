import type { App, Boot } from './boot.js';
import { startWith } from './start-with.js';

/** `engine.js`: what a page that identifies its user loads; the panel follows when it is opened. */
export const start = (boot: Boot): App => startWith(boot, async () => (await import('../panel/mount.js')).start);
