import { css } from 'lit';

/** Cards, chips, notes, tables and the frame of a page. */
export const surfaces = css`
  .page {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-5);
    max-inline-size: 68rem;
    margin-inline: auto;
    padding-block: var(--gap-6) var(--gap-8);
    padding-inline: var(--gap-6);
  }
  .page-head {
    display: grid;
    gap: var(--gap-1);
  }
  .crumbs ol {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-1);
    list-style: none;
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .crumbs a {
    display: inline-block;
    padding-block: 0.125rem;
    color: inherit;
    text-decoration: none;
  }
  .crumbs a:hover {
    color: var(--ink);
    text-decoration: underline;
  }
  .crumbs li + li::before {
    content: '›';
    margin-inline-end: var(--gap-1);
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-4);
    padding: var(--gap-5);
    border: 1px solid var(--line);
    border-radius: var(--round-l);
    background: var(--surface);
    box-shadow: var(--shadow-1);
  }
  .card > header {
    display: grid;
    gap: var(--gap-1);
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    min-block-size: 1.375rem;
    padding-inline: 0.5rem;
    border-radius: var(--round-full);
    background: var(--hover);
    color: var(--ink-soft);
    font-size: var(--text-xs);
    font-weight: 580;
    line-height: 1.375rem;
    white-space: nowrap;
  }
  .chip svg.icon {
    inline-size: 0.875rem;
    block-size: 0.875rem;
  }
  .chip.good {
    background: var(--good-ground);
    color: var(--good);
  }
  .chip.warn {
    background: var(--warn-ground);
    color: var(--warn);
  }
  .chip.bad {
    background: var(--bad-ground);
    color: var(--bad);
  }
  .chip.accent {
    background: var(--selected);
    color: var(--accent-text);
  }
  .note {
    display: flex;
    gap: var(--gap-2);
    padding-block: var(--gap-3);
    padding-inline: var(--gap-4);
    border-radius: var(--round-m);
    background: var(--sunken);
  }
  .note > div {
    min-inline-size: 0;
  }
  .note svg.icon {
    margin-block-start: 0.125rem;
  }
  .note.warn {
    background: var(--warn-ground);
    color: var(--warn);
  }
  .note.good {
    background: var(--good-ground);
    color: var(--good);
  }
  .note.bad {
    background: var(--bad-ground);
    color: var(--bad);
  }
  .scroll-x {
    overflow-x: auto;
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: var(--text-m);
  }
  th {
    padding-block: var(--gap-2);
    padding-inline: var(--gap-3);
    border-block-end: 1px solid var(--line);
    color: var(--ink-soft);
    font-size: var(--text-s);
    font-weight: 550;
    text-align: start;
    white-space: nowrap;
  }
  td {
    padding-block: var(--gap-2);
    padding-inline: var(--gap-3);
    border-block-end: 1px solid var(--line);
    vertical-align: middle;
  }
  tbody tr:last-child td {
    border-block-end: 0;
  }
  .avatar {
    display: inline-grid;
    place-items: center;
    inline-size: 2.25rem;
    block-size: 2.25rem;
    flex: none;
    border-radius: 50%;
    background: var(--selected);
    color: var(--accent-text);
    font-size: var(--text-s);
    font-weight: 620;
  }
  .skeleton {
    block-size: 5rem;
    border-radius: var(--round-l);
    background: linear-gradient(90deg, var(--hover) 25%, var(--sunken) 50%, var(--hover) 75%) 0 0 / 300% 100%;
    animation: shimmer 1.6s linear infinite;
  }
  @keyframes shimmer {
    from {
      background-position: 100% 0;
    }
    to {
      background-position: 0 0;
    }
  }
  dialog {
    inline-size: min(30rem, calc(100vw - 2rem));
    max-block-size: min(44rem, calc(100dvh - 2rem));
    padding: 0;
    border: 1px solid var(--line);
    border-radius: var(--round-l);
    background: var(--surface);
    color: var(--ink);
    box-shadow: var(--shadow-2);
  }
  dialog::backdrop {
    background: var(--backdrop);
  }
  dialog > form,
  dialog > .inside {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-4);
    padding: var(--gap-5);
  }
  @media (max-width: 40rem) {
    .page {
      gap: var(--gap-4);
      padding: var(--gap-4);
    }
    .card {
      padding: var(--gap-4);
    }
  }
  @media (forced-colors: active) {
    .chip,
    .note {
      border: 1px solid CanvasText;
    }
  }
`;
