import { css } from 'lit';

/** What every element with a shadow root starts from. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  ul[role='list'],
  ol[role='list'] {
    list-style: none;
  }
  h1 {
    font-size: var(--text-xl);
    line-height: 1.3;
    font-weight: 650;
    letter-spacing: -0.01em;
    overflow-wrap: anywhere;
  }
  h2 {
    font-size: var(--text-l);
    line-height: 1.4;
    font-weight: 620;
  }
  h3 {
    font-size: var(--text-m);
    line-height: 1.4;
    font-weight: 620;
  }
  h1:focus,
  h2:focus {
    outline: none;
  }
  a {
    color: var(--accent-text);
    text-underline-offset: 0.15em;
  }
  a:hover {
    text-decoration-thickness: 2px;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
    border-radius: var(--round-s);
  }
  code,
  kbd,
  pre {
    font-family: var(--mono);
    font-size: 0.93em;
  }
  svg.icon {
    inline-size: 1.125rem;
    block-size: 1.125rem;
    flex: none;
  }
  /* Arrows that point along the line turn round where lines run from right to left. */
  svg.turns:dir(rtl) {
    scale: -1 1;
  }
  .soft {
    color: var(--ink-soft);
  }
  .small {
    font-size: var(--text-s);
  }
  .hidden-visually {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-2);
  }
  .stack {
    display: grid;
    gap: var(--gap-4);
    grid-template-columns: minmax(0, 1fr);
  }
  .spread {
    justify-content: space-between;
  }
  .end {
    justify-content: flex-end;
  }
  .break {
    overflow-wrap: anywhere;
  }
  /* Where colours are forced, grounds are gone: what is current or pressed needs another sign. */
  @media (forced-colors: active) {
    [aria-current],
    [aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      animation-iteration-count: 1 !important;
      transition-duration: 0.01ms !important;
      scroll-behavior: auto !important;
    }
  }
`;
