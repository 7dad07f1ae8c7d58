import type { Launcher } from '../loader/launcher.js';

const BADGE_MOST = 99;

/** The launcher once there is an engine: open or not, and how much is unread. */
export const createLauncherState = ({ root, button, label }: Launcher) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    'span{position:absolute;top:-4px;right:-4px;padding:2px 7px;border-radius:12px;background:#c5221f;color:#fff;font:600 12px/16px system-ui;border:2px solid #fff}span:empty{display:none}',
  );
  root.adoptedStyleSheets.push(sheet);
  const badge = document.createElement('span');
  badge.setAttribute('part', 'badge');
  button.append(badge);

  /** A screen reader reads "Open chat (3)"; whether it is open goes by `aria-expanded`. */
  return (open: boolean, unread: number, locale: string): void => {
    const count = open || !unread ? '' : unread > BADGE_MOST ? `${BADGE_MOST}+` : `${unread}`;
    badge.textContent = count;
    button.setAttribute('aria-expanded', `${open}`);
    button.setAttribute('aria-label', label(locale) + (count && ` (${count})`));
  };
};
