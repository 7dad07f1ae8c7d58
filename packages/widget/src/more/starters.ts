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
    const isWanted = !view.messages.length && (view.loaded || view.connection === 'idle');
    if (!log || !isWanted || chosenFor === view.generation) {
      group.remove();
      return;
    }
    group.setAttribute('aria-label', words().starters);
    if (group.parentNode !== log) log.append(group);
  }
  return { draw };
};
