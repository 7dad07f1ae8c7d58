import { attachWidget, type Layout } from './attach.js';

/** On a server there is no such class; the module may be imported there, and does nothing. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * @summary The chat of one bot, for pages that are bundled. It provides `window.$chatbot` like the script tag does; a
 * page has one chat, and a second element only warns.
 *
 * @tag chatku-widget
 * @attr {string} bot-id - The bot's id.
 * @attr {string} api - Base address of the API, for example `https://chat.example.com`.
 * @attr {'floating' | 'inline'} layout - `floating` (the default) shows a launcher in the corner; `inline` fills the element.
 * @csspart inline - The box of an inline panel.
 * @csspart launcher - The round button; it is also a part of the script tag's own element, `chatku-chat`, as are all below.
 * @csspart panel - The card, or the full screen.
 * @csspart header - Its coloured head.
 * @csspart avatar - A picture, or the initial in its place.
 * @csspart close - The closing button.
 * @csspart banner - The line of a lost connection.
 * @csspart notice - What stands where there are no messages.
 * @csspart link-question - The question whether an older conversation is the visitor's.
 * @csspart log - The scrolling list of messages.
 * @csspart message - One message with its buttons and time.
 * @csspart bubble - What was said.
 * @csspart button - A button under a message.
 * @csspart quick-reply - An answer offered under the newest message.
 * @csspart composer - The form in which the visitor writes.
 * @csspart input - Its text field.
 * @csspart send - Its button.
 * @cssprop --chatku-accent - Colour of launcher, head and the visitor's messages, in place of the bot's.
 * @cssprop --chatku-on-accent - Text on the accent; set both together.
 * @cssprop --chatku-surface - Behind the messages.
 * @cssprop --chatku-text - Text on the surface.
 * @cssprop --chatku-muted - Times, names and hints on the surface.
 * @cssprop --chatku-font - Font of the panel, as the shorthand `font`.
 * @cssprop --chatku-radius - Corners of the card.
 * @cssprop --chatku-bubble-radius - Corners of what was said.
 * @cssprop --chatku-width - The most the floating card takes in width.
 * @cssprop --chatku-height - The most it takes in height.
 * @cssprop --chatku-bottom - What it leaves under it for the launcher.
 */
export class ChatkuWidget extends Base {
  static readonly observedAttributes = ['bot-id', 'api', 'layout'];

  #node: HTMLElement | null = null;
  #asked: Promise<HTMLElement> | null = null;

  constructor() {
    super();
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(':host([layout=inline]){display:block;block-size:640px}div{block-size:100%}');
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
  }

  connectedCallback(): void {
    void this.#show();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) void this.#show();
  }

  disconnectedCallback(): void {
    this.#node?.remove();
    this.#node = this.#asked = null;
  }

  async #show(): Promise<void> {
    const bot = this.getAttribute('bot-id');
    const api = this.getAttribute('api');
    if (!bot || !api || this.#asked) return;
    const layout: Layout = this.getAttribute('layout') === 'inline' ? 'inline' : 'floating';
    const asked = attachWidget({ api, bot, layout });
    this.#asked = asked;
    if (!asked) return;
    try {
      const node = await asked;
      if (this.#asked !== asked) return;
      this.#node = node;
      this.shadowRoot?.append(node);
    } catch (error) {
      this.#asked = null;
      console.warn(`Chatku: the chat cannot be shown: ${error instanceof Error ? error.message : error}.`);
    }
  }
}

if (globalThis.customElements && !customElements.get('chatku-widget')) {
  customElements.define('chatku-widget', ChatkuWidget);
}

declare global {
  interface HTMLElementTagNameMap {
    'chatku-widget': ChatkuWidget;
  }
}
