import { start as startPanel } from '../panel/mount.js';
import type { App, Boot } from './boot.js';
import { startWith } from './start-with.js';

/** `chat.js`: engine and panel in one file, for the visitor whose press is the first that is heard of them. */
export const start = (boot: Boot): App => startWith(boot, async () => startPanel);
