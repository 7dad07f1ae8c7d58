import { css } from 'lit';

export const conversationListStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
  }
  header {
    display: grid;
    gap: var(--gap-2);
    padding: var(--gap-3) var(--gap-4);
    border-block-end: 1px solid var(--line);
  }
  h1 {
    font-size: var(--text-l);
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-2);
  }
  .filters button[aria-pressed='true'] {
    background: var(--selected);
    color: var(--accent-text);
  }
  .switch {
    display: inline-flex;
  }
  .switch button {
    border-radius: 0;
  }
  .switch button:first-child {
    border-start-start-radius: var(--round-m);
    border-end-start-radius: var(--round-m);
  }
  .switch button:last-child {
    border-start-end-radius: var(--round-m);
    border-end-end-radius: var(--round-m);
    margin-inline-start: -1px;
  }
  .filters select {
    flex: 1 1 5.5rem;
    inline-size: auto;
    min-block-size: 1.875rem;
    padding-block: 0.125rem;
    font-size: var(--text-s);
  }
  .scroll {
    flex: 1;
    min-block-size: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .item {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0 var(--gap-3);
    padding-block: var(--gap-3);
    padding-inline: var(--gap-4);
    border-block-end: 1px solid var(--line);
    color: inherit;
    text-decoration: none;
  }
  .item:hover {
    background: var(--hover);
  }
  .item[aria-current] {
    background: var(--selected);
  }
  .item:focus-visible {
    outline-offset: -2px;
  }
  .avatar {
    grid-area: 1 / 1 / 3 / 2;
    align-self: center;
  }
  console-presence {
    grid-area: 1 / 1 / 3 / 2;
    place-self: center end;
    translate: 0 0.8125rem;
  }
  .item:hover {
    --presence-ring: var(--hover);
  }
  .item[aria-current] {
    --presence-ring: var(--selected);
  }
  .item[aria-current] .avatar {
    background: var(--surface);
  }
  .top,
  .bottom {
    grid-column: 2;
    display: flex;
    align-items: center;
    gap: var(--gap-2);
    min-inline-size: 0;
  }
  .name {
    font-weight: 550;
  }
  .unread .name {
    font-weight: 680;
  }
  .clip {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .when {
    margin-inline-start: auto;
    flex: none;
    color: var(--ink-soft);
    font-size: var(--text-xs);
  }
  .said {
    flex: 1;
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .item[aria-current] :is(.said, .when) {
    color: var(--ink);
  }
  .unread .said {
    color: var(--ink);
  }
  .count {
    flex: none;
    min-inline-size: 1.25rem;
    padding-inline: 0.375rem;
    border-radius: var(--round-full);
    background: var(--accent);
    color: var(--accent-ink);
    font-size: var(--text-xs);
    font-weight: 600;
    line-height: 1.25rem;
    text-align: center;
  }
  .empty {
    display: grid;
    gap: var(--gap-3);
    justify-items: center;
    padding: var(--gap-8) var(--gap-5);
    color: var(--ink-soft);
    text-align: center;
  }
  .skeleton,
  console-problem {
    margin: var(--gap-3);
  }
  .more {
    padding: var(--gap-3);
    text-align: center;
  }
`;
