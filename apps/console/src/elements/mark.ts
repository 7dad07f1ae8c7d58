import { html } from 'lit';

/** The mark of Chatku: a bubble with a tick. */
export const markChatku = html`<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
  <path
    fill="var(--accent)"
    d="M16 3c7.7 0 13 5 13 11.5S23.7 26 16 26c-1.5 0-2.9-.2-4.2-.6L5 29l1.5-6.2C4.3 20.7 3 17.8 3 14.5 3 8 8.3 3 16 3Z"
  />
  <path
    fill="none"
    stroke="#fff"
    stroke-width="3"
    stroke-linecap="round"
    stroke-linejoin="round"
    d="m10.5 14.8 3.9 3.9 7.3-7.7"
  />
</svg>`;
