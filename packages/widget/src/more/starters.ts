import { choose, type Extra, type ExtraOptions } from './extra.js';
import { h } from './h.js';

/** Offers to begin with, while a chat has no messages. */
export const createStarters = (options: ExtraOptions): Extra => {
  const { root, engine, behaviour, words } = options;
  /** The person for whom one was chosen; what it starts is on its way. */
  let chosenFor = -1;
  const group = h('div', { className: 'replies starters', role: 'group' });
  group.append(
    ...behaviour.starters.map((starter) =>
      h(
        'button',
        {
          type: 'button',
          part: 'quick-reply',
          dir: 'auto',
          onclick: () => {
            chosenFor = engine.view.generation;
            choose(options, starter);
            draw();
          },
        },
        starter.label,
      ),
    ),
  );
  function draw(): void {
    const { view } = engine;
    const log = root.querySelector('.log');
    // Pressing one is what makes an inline chat begin: it stays under the finger while that is on its way.
    const mayShow = view.loaded || view.connection === 'idle' || group.isConnected;
    const isWanted = mayShow && !view.messages.length && !view.settling && !view.refused;
    if (!log || !isWanted || chosenFor === view.generation) {
      group.remove();
      return;
    }
    group.setAttribute('aria-label', words().starters);
    if (group.parentNode !== log) log.append(group);
  }
  return { draw };
};
