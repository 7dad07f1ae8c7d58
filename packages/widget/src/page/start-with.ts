import { createEngine, GRACE_MS } from '../engine/engine.js';
import type { Engine } from '../engine/engine-shape.js';
import { createApp } from '../sdk/app.js';
import type { App, Boot } from './boot.js';
import { tellPage } from './events.js';
import { createPage, type LoadPanel } from './page.js';

/** The engine of this page. */
export const startEngine = ({ settings, ready }: Pick<Boot, 'settings' | 'ready'>): Engine =>
  createEngine({
    ...settings,
    world: window,
    tell: tellPage,
    graceMs: ready.then((atMs) => GRACE_MS - (performance.now() - atMs)),
  });

/** Starts the engine, and all that stands on it, for a launcher. */
export const startWith = (boot: Boot, loadPanel: LoadPanel): App => {
  const { launcher } = boot;
  const engine = startEngine(boot);
  return createApp(createPage(engine, launcher, loadPanel), engine);
};
