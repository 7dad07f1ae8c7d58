import type { OpensBy } from '@chatku/schemas';
import type { ChatbotSdk } from '../engine/chat.js';
import type { Store } from '../engine/world.js';
import type { Quiet } from './panel-extras.js';
import { isAmong } from './places.js';

type Options = {
  opens: OpensBy;
  chatbot: Pick<ChatbotSdk, 'isOpen' | 'open'> & { ready: Promise<unknown> };
  /** What this tab remembers. */
  tab: Store;
  quiet: Quiet;
  /** Is this a screen and a page on which it may? */
  mayOpen(): boolean;
};

/** Opens the chat after a time, or once the visitor has read so far; never again in a tab in which it was closed. */
export const openByItself = ({ opens, chatbot, tab, quiet, mayOpen }: Options) => {
  const { after_seconds: seconds, after_scroll_percent: percent, paths } = opens;
  let isDue = false;
  let hasOpened = false;
  addEventListener('chatbot:opened', () => {
    hasOpened = true;
  });
  addEventListener('chatbot:closed', () => {
    quiet.now = false;
    if (!quiet.closing) tab('closed', '1');
  });

  const look = () => {
    if (!isDue || hasOpened || chatbot.isOpen || tab('closed')) return;
    if (!mayOpen() || !isAmong(paths, location.pathname)) return;
    quiet.now = true;
    chatbot.open();
  };
  const due = () => {
    isDue = true;
    look();
  };
  if (seconds !== null) void chatbot.ready.then(() => setTimeout(due, seconds * 1000));
  if (percent !== null) {
    const scrolled = () => {
      const { scrollHeight } = document.documentElement;
      const room = scrollHeight - innerHeight;
      if (room <= 0 || (scrollY / room) * 100 < percent) return;
      removeEventListener('scroll', scrolled);
      due();
    };
    void chatbot.ready.then(() => {
      addEventListener('scroll', scrolled, { passive: true });
      scrolled();
    });
  }
  return { look, hasOpened: () => hasOpened };
};
