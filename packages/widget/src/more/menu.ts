import type { MenuItem } from '@chatku/schemas';
import { safeHref } from '../panel/markdown/safe-href.js';
import { choose, type Extra, type ExtraOptions } from './extra.js';
import { h } from './h.js';

const NEXT: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/** The menu that is always there, two levels of it, behind a button before the field. */
export const createMenu = (options: ExtraOptions): Extra => {
  const { root, behaviour, words } = options;
  const list = h('div', { className: 'menu', role: 'menu', hidden: true });
  const button = h(
    'button',
    { type: 'button', className: 'icon', 'aria-haspopup': 'menu', 'aria-expanded': 'false', onclick: toggle },
    '☰',
  );
  const host = h('div', { className: 'menu-host', onkeydown: pressed, onfocusout: left }, button, list);

  /** Back is where a line begins. */
  const backKey = (): string => (getComputedStyle(list).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft');
  const items = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role=menuitem]')];

  function close(giveFocus: boolean): void {
    list.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    if (giveFocus) button.focus();
  }
  function toggle(): void {
    if (list.hidden) show(behaviour.menu, null);
    else close(true);
  }
  function left({ relatedTarget }: FocusEvent): void {
    if (!host.contains(relatedTarget as Node | null)) close(false);
  }
  function pressed(event: KeyboardEvent): void {
    const { key } = event;
    if (list.hidden) return;
    const all = items();
    const at = all.indexOf(root.activeElement as HTMLElement);
    if (key === 'Escape') close(true);
    else if (key in NEXT) all.at((at + NEXT[key]! + all.length) % all.length)?.focus();
    else if (key === 'Home' || key === 'End') all.at(key === 'Home' ? 0 : -1)?.focus();
    else if (key === backKey() && list.dataset['level']) show(behaviour.menu, null, list.dataset['level']);
    else return;
    // Escape closes the menu and leaves the chat open.
    event.preventDefault();
    event.stopPropagation();
  }

  const itemOf = (item: MenuItem): HTMLElement => {
    const common = { role: 'menuitem', tabIndex: -1, dir: 'auto', part: 'button', 'data-id': item.id };
    if (item.kind === 'url') {
      const link = h(
        'a',
        { ...common, className: 'button', target: '_blank', rel: 'noopener noreferrer', onclick: () => close(false) },
        `${item.label} ↗`,
        h('span', { className: 'sr' }, ` ${words().newTab}`),
      );
      const href = safeHref(item.url);
      if (href) link.href = href;
      return link;
    }
    if (item.kind === 'menu') {
      const onclick = () => show(item.items, item);
      return h('button', { ...common, type: 'button', 'aria-haspopup': 'menu', onclick }, `${item.label} ›`);
    }
    const onclick = () => {
      close(true);
      choose(options, item);
    };
    return h('button', { ...common, type: 'button', onclick }, item.label);
  };

  /** Shows a level, and puts the focus on its first item or on the one that was left. */
  function show(level: readonly MenuItem[], above: MenuItem | null, focusId?: string): void {
    const back =
      above &&
      h(
        'button',
        {
          type: 'button',
          role: 'menuitem',
          tabIndex: -1,
          part: 'button',
          onclick: () => show(behaviour.menu, null, above.id),
        },
        `‹ ${words().back}`,
      );
    // The focus stays inside while the level is taken away.
    button.focus();
    list.replaceChildren(...(back ? [back] : []), ...level.map(itemOf));
    list.setAttribute('aria-label', above ? above.label : words().menu);
    if (above) list.dataset['level'] = above.id;
    else delete list.dataset['level'];
    list.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    const all = items();
    (all.find((item) => focusId && item.dataset['id'] === focusId) ?? all[above ? 1 : 0])?.focus();
  }

  return {
    draw() {
      const form = root.querySelector('form[part=composer]');
      button.setAttribute('aria-label', words().menu);
      if (form && host.parentNode !== form) {
        close(false);
        form.prepend(host);
      }
    },
  };
};
