import { css } from 'lit';

export const shellStyles = css`
  :host {
    --rail: 13.5rem;
    display: grid;
    grid-template-columns: var(--rail) minmax(0, 1fr);
    min-block-size: 100dvh;
  }
  .skip {
    position: absolute;
    inset-block-start: var(--gap-2);
    inset-inline-start: var(--gap-2);
    z-index: 30;
    padding: var(--gap-2) var(--gap-4);
    border-radius: var(--round-m);
    background: var(--accent);
    color: var(--accent-ink);
    clip-path: inset(50%);
  }
  .skip:focus {
    clip-path: none;
  }
  .rail {
    position: sticky;
    inset-block-start: 0;
    display: flex;
    flex-direction: column;
    gap: var(--gap-4);
    block-size: 100dvh;
    padding: var(--gap-3);
    border-inline-end: 1px solid var(--line);
    background: var(--surface);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    min-inline-size: 0;
    padding: var(--gap-2);
    border-radius: var(--round-m);
    color: inherit;
    text-decoration: none;
  }
  .brand svg {
    inline-size: 1.75rem;
    block-size: 1.75rem;
    flex: none;
  }
  .brand span {
    min-inline-size: 0;
    font-weight: 640;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  nav ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.125rem;
    list-style: none;
  }
  .entry {
    display: flex;
    align-items: center;
    justify-content: flex-start;
    gap: var(--gap-3);
    inline-size: 100%;
    min-block-size: 2.25rem;
    padding-block: 0.3125rem;
    padding-inline: var(--gap-2);
    border: 0;
    border-radius: var(--round-m);
    background: transparent;
    color: var(--ink-soft);
    font: inherit;
    font-weight: 550;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  .entry:hover {
    background: var(--hover);
    color: var(--ink);
  }
  .entry[aria-current] {
    background: var(--selected);
    color: var(--accent-text);
  }
  .entry .count {
    margin-inline-start: auto;
    min-inline-size: 1.375rem;
    padding-inline: 0.375rem;
    border-radius: var(--round-full);
    background: var(--accent);
    color: var(--accent-ink);
    font-size: var(--text-xs);
    line-height: 1.375rem;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .foot {
    display: grid;
    gap: var(--gap-2);
    margin-block-start: auto;
  }
  .foot .who {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .you {
    display: none;
  }
  .avatar {
    inline-size: 1.625rem;
    block-size: 1.625rem;
    font-size: 0.6875rem;
  }
  .account {
    position: fixed;
    inset: auto;
    inset-block-end: 4rem;
    inset-inline-start: var(--gap-3);
    inline-size: min(18rem, calc(100vw - 1.5rem));
    margin: 0;
    padding: var(--gap-4);
    border: 1px solid var(--line);
    border-radius: var(--round-l);
    background: var(--surface);
    color: var(--ink);
    box-shadow: var(--shadow-2);
  }
  .account .stack {
    gap: var(--gap-3);
  }
  main {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
    outline: none;
  }
  ::slotted(*) {
    flex: 1;
    min-block-size: 0;
  }
  /* The inbox scrolls inside its panes. */
  :host([section='conversations']) main {
    block-size: calc(100dvh - var(--bottom-bar, 0px));
  }
  .banner {
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    padding-block: var(--gap-2);
    padding-inline: var(--gap-4);
    background: var(--warn-ground);
    color: var(--warn);
  }
  .progress {
    position: fixed;
    inset-block-start: 0;
    inset-inline: 0;
    z-index: 30;
    block-size: 2px;
    background: var(--accent);
    transform-origin: left;
    animation: grow 4s cubic-bezier(0.1, 0.7, 0.3, 1) forwards;
  }
  @keyframes grow {
    from {
      transform: scaleX(0);
    }
    to {
      transform: scaleX(0.9);
    }
  }

  /* Icons with their words below: the inbox wants the width. */
  @media (max-width: 85rem) and (min-width: 40.01rem) {
    :host {
      --rail: 6.75rem;
    }
    .rail {
      padding-inline: var(--gap-1);
    }
    .who {
      display: none;
    }
    .you {
      display: inline;
    }
    .brand {
      justify-content: center;
    }
    .brand span {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      clip-path: inset(50%);
    }
    .entry {
      position: relative;
      flex-direction: column;
      justify-content: center;
      gap: 0.1875rem;
      min-block-size: 3.25rem;
      padding-inline: 0;
      font-size: 0.6875rem;
    }
    .entry .word {
      max-inline-size: 100%;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .entry .count {
      position: absolute;
      inset-block-start: 0.125rem;
      inset-inline-start: calc(50% + 0.25rem);
      margin: 0;
      min-inline-size: 1.125rem;
      padding-inline: 0.25rem;
      font-size: 0.6875rem;
      line-height: 1.125rem;
    }
  }

  @media (max-width: 40rem) {
    :host {
      --bottom-bar: calc(3.5rem + env(safe-area-inset-bottom));
      grid-template-columns: minmax(0, 1fr);
      padding-block-end: var(--bottom-bar);
    }
    :host([immersive]) {
      --bottom-bar: 0px;
    }
    :host([immersive]) .rail {
      display: none;
    }
    .rail {
      position: fixed;
      inset-block: auto 0;
      inset-inline: 0;
      z-index: 10;
      flex-direction: row;
      block-size: var(--bottom-bar);
      padding: 0;
      padding-block-end: env(safe-area-inset-bottom);
      border-inline-end: 0;
      border-block-start: 1px solid var(--line);
    }
    .brand {
      display: none;
    }
    nav {
      flex: 3;
    }
    nav ul {
      grid-template-columns: none;
      grid-auto-flow: column;
      grid-auto-columns: minmax(0, 1fr);
      gap: 0;
      block-size: 100%;
    }
    .foot {
      flex: 1;
      margin: 0;
      min-inline-size: 0;
    }
    .entry {
      position: relative;
      flex-direction: column;
      justify-content: center;
      gap: 0.125rem;
      block-size: 3.5rem;
      padding: 0;
      border-radius: 0;
      font-size: 0.6875rem;
    }
    .foot .who {
      display: none;
    }
    .you {
      display: inline;
    }
    .foot .avatar {
      inline-size: 1.25rem;
      block-size: 1.25rem;
      font-size: 0.5625rem;
    }
    .entry .word {
      max-inline-size: 100%;
      padding-inline: 0.125rem;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .entry[aria-current] {
      background: transparent;
    }
    .entry .count {
      position: absolute;
      inset-block-start: 0.25rem;
      inset-inline-start: calc(50% + 0.25rem);
      margin: 0;
      min-inline-size: 1.125rem;
      padding-inline: 0.25rem;
      font-size: 0.6875rem;
      line-height: 1.125rem;
    }
    .account {
      inset-block-end: calc(var(--bottom-bar) + var(--gap-2));
      inset-inline: auto var(--gap-3);
    }
  }
`;
