import { css } from 'lit';

export const identityLogStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-3);
  }
  select {
    inline-size: auto;
  }
  .live {
    display: inline-flex;
    align-items: center;
    gap: var(--gap-2);
  }
  .dot {
    inline-size: 0.5rem;
    block-size: 0.5rem;
    border-radius: 50%;
    background: var(--good);
  }
  .note.row {
    align-items: center;
  }
  ul {
    border: 1px solid var(--line);
    border-radius: var(--round-m);
    overflow: hidden;
  }
  li + li {
    border-block-start: 1px solid var(--line);
  }
  li.marked {
    background: var(--selected);
  }
  summary {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-1) var(--gap-2);
    padding-block: var(--gap-2);
    padding-inline: var(--gap-3);
    list-style: none;
    cursor: pointer;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary:hover {
    background: var(--hover);
  }
  .marked summary:hover {
    background: transparent;
  }
  summary:focus-visible {
    outline-offset: -2px;
  }
  .turn {
    display: inline-flex;
    color: var(--ink-soft);
  }
  .turn svg.icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  details[open] .turn {
    rotate: 90deg;
  }
  .title {
    flex: 1 1 12rem;
    min-inline-size: 0;
    font-weight: 550;
  }
  .meta {
    white-space: nowrap;
  }
  .marked .meta {
    color: var(--ink);
  }
  .inside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-3);
    padding: var(--gap-2) var(--gap-4) var(--gap-4);
    background: var(--surface);
  }
  dl {
    display: grid;
    gap: var(--gap-1);
  }
  dl div {
    display: grid;
    grid-template-columns: 8rem minmax(0, 1fr);
    gap: var(--gap-2);
  }
  dt {
    color: var(--ink-soft);
  }
  dd {
    overflow-wrap: anywhere;
  }
  @media (max-width: 40rem) {
    dl div {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
  }
`;
