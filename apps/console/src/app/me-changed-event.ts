import type { Me } from '../data/session.js';

/** Somebody changed their own account, or the workspace: the app takes the new facts over. */
export class MeChangedEvent extends Event {
  static readonly type = 'console-me-changed';
  constructor(readonly me: Me) {
    super(MeChangedEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'console-me-changed': MeChangedEvent;
  }
}
