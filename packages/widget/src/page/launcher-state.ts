import type { Launcher } from '../loader/launcher.js';

const BADGE_MOST = 99;

/** The launcher once there is an engine: open or not, and how much is unread. */
export const createLauncherState = ({ root, button, label }: Launcher) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    '[data-unread]:after{content:attr(data-unread);position:absolute;top:-4px;right:-4px;padding:2px 7px;border-radius:12px;background:#c5221f;color:#fff;font:600 12px/16px system-ui;border:2px solid #fff}',
  );
  root.adoptedStyleSheets.push(sheet);

  /** A screen reader reads "Open chat (3)"; whether it is open goes by `aria-expanded`. */
  return (open: boolean, unread: number, locale: string): void => {
    const count = open || !unread ? '' : unread > BADGE_MOST ? `${BADGE_MOST}+` : `${unread}`;
    if (count) button.setAttribute('data-unread', count);
    else button.removeAttribute('data-unread');
    button.setAttribute('aria-expanded', `${open}`);
    button.setAttribute('aria-label', label(locale) + (count && ` (${count})`));
  };
};
