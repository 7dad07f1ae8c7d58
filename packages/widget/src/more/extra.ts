import type { Behaviour } from '@chatku/schemas';
import type { Engine } from '../engine/engine-shape.js';
import type { Words } from './words.js';

/** What of the engine the panel's extras use. */
export type ExtraEngine = Pick<Engine, 'view' | 'send' | 'startFlow' | 'act' | 'identity'>;

/** What an extra of the panel stands on. */
export type ExtraOptions = {
  /** The panel's shadow root. */
  root: ShadowRoot;
  engine: ExtraEngine;
  behaviour: Behaviour;
  words(): Words;
  /** What an extra remembers of this visitor, as long as the visitor's history is kept. */
  keep: (key: string, value?: string | null) => string | null;
};

/** Something in the panel that is no part of it: looks after each painting whether it is where it belongs. */
export type Extra = { draw(): void; destroy?(): void };

/** Does what a starter or an item of the menu says. */
export const choose = (
  { engine }: Pick<ExtraOptions, 'engine'>,
  item: { kind: 'say'; text: string } | { kind: 'flow'; id: string },
): void => {
  if (item.kind === 'say') engine.send(item.text);
  else engine.startFlow(item.id);
};
