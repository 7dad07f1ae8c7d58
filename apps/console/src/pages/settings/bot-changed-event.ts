import type { Bot } from '../../data/bots.js';

/** A settings form has stored a change. */
export class BotChangedEvent extends Event {
  static readonly type = 'bot-changed';
  constructor(readonly bot: Bot) {
    super(BotChangedEvent.type, { bubbles: true, composed: true });
  }
}

/** A settings form was refused because somebody else was faster, and the person wants the newest. */
export class BotOutdatedEvent extends Event {
  static readonly type = 'bot-outdated';
  constructor() {
    super(BotOutdatedEvent.type, { bubbles: true, composed: true });
  }
}

declare global {
  interface HTMLElementEventMap {
    'bot-changed': BotChangedEvent;
    'bot-outdated': BotOutdatedEvent;
  }
}
