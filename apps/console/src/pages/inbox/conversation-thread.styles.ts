import { css } from 'lit';

export const conversationThreadStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
    background: var(--ground);
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    min-block-size: 3.25rem;
    padding-inline: var(--gap-4);
    background: var(--surface);
  }
  .push {
    flex: 1;
  }
  .names {
    display: grid;
    min-inline-size: 0;
  }
  .clip {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .back,
  .who {
    display: none;
  }
  .responder {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--gap-2);
    padding-inline: var(--gap-4) var(--gap-2);
    border-block-end: 1px solid var(--line);
    background: var(--surface);
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .responder button {
    flex: none;
  }
  .responder.paused {
    background: var(--warn-ground);
    color: var(--warn);
  }
  .responder.paused button {
    color: inherit;
  }
  .scroll {
    flex: 1;
    min-block-size: 0;
    padding: var(--gap-4);
    overflow-y: auto;
    overscroll-behavior: contain;
    /* The element keeps the place itself. */
    overflow-anchor: none;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  ol {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }
  .begin {
    text-align: center;
  }
  .divider {
    display: flex;
    align-items: center;
    gap: var(--gap-3);
    padding-block: var(--gap-4) var(--gap-2);
    color: var(--ink-soft);
    font-size: var(--text-xs);
  }
  .divider::before,
  .divider::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid var(--line);
  }
  .divider.new {
    color: var(--accent-text);
    font-weight: 600;
  }
  .divider.new::before,
  .divider.new::after {
    border-color: var(--accent);
  }
  .message {
    display: grid;
    justify-items: start;
    gap: 0.125rem;
    max-inline-size: min(38rem, 85%);
    padding-block-start: 0.1875rem;
  }
  .message.first {
    padding-block-start: var(--gap-3);
  }
  .message.agent,
  .message.bot {
    justify-self: end;
    justify-items: end;
  }
  .by {
    color: var(--ink-soft);
    font-size: var(--text-xs);
    font-weight: 550;
  }
  .bubble {
    max-inline-size: 100%;
    padding-block: var(--gap-2);
    padding-inline: var(--gap-3);
    border: 1px solid transparent;
    border-radius: 0.875rem;
    background: var(--bubble-visitor);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .bubble > * + * {
    margin-block-start: var(--gap-2);
  }
  .bubble :is(ul, ol) {
    display: block;
    padding-inline-start: 1.25rem;
  }
  .bubble pre {
    overflow-x: auto;
    white-space: pre;
  }
  .bot .bubble {
    border-color: var(--line);
    background: var(--bubble-bot);
  }
  .agent .bubble {
    background: var(--bubble-agent);
    color: var(--bubble-agent-ink);
  }
  .agent .bubble a {
    color: inherit;
  }
  .as-guest .bubble {
    border: 1px dashed var(--line-strong);
  }
  .sending .bubble {
    opacity: 0.7;
  }
  .failed .bubble {
    background: var(--bad-ground);
    color: var(--bad);
  }
  .offers {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-1);
    justify-content: flex-end;
    margin-block-start: var(--gap-1);
  }
  .offers .chip {
    border: 1px solid var(--line-strong);
    background: transparent;
  }
  .when {
    color: var(--ink-soft);
    font-size: var(--text-xs);
  }
  .when.bad {
    color: var(--bad);
  }
  .typing {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    padding-block-start: var(--gap-3);
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .dots {
    display: inline-flex;
    gap: 0.1875rem;
  }
  .dots i {
    inline-size: 0.375rem;
    block-size: 0.375rem;
    border-radius: 50%;
    background: currentColor;
    animation: beat 1.2s infinite;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes beat {
    0%,
    60%,
    100% {
      opacity: 0.3;
    }
    30% {
      opacity: 1;
    }
  }
  .behind {
    position: absolute;
    inset-block-end: 6.5rem;
    inset-inline: 0;
    inline-size: max-content;
    margin-inline: auto;
    border-radius: var(--round-full);
    box-shadow: var(--shadow-2);
  }
  @media (max-width: 75rem) {
    .who {
      display: inline-flex;
    }
  }
  @media (max-width: 52rem) {
    .back {
      display: inline-flex;
    }
    header {
      padding-inline: var(--gap-1) var(--gap-2);
    }
    .scroll {
      padding: var(--gap-3);
    }
    header .word {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
`;
