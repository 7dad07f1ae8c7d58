import { css } from 'lit';

export const specialKeysStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-3);
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-2) var(--gap-4);
    padding-block: var(--gap-3);
  }
  li + li {
    border-block-start: 1px solid var(--line);
  }
  h3:not(:first-of-type) {
    margin-block-start: var(--gap-3);
  }
  .what {
    display: grid;
    gap: var(--gap-1);
    flex: 1 1 20rem;
    min-inline-size: 0;
  }
  .key {
    font-size: var(--text-m);
  }
  summary {
    inline-size: fit-content;
    padding-block: var(--gap-1);
    color: var(--ink-soft);
    cursor: pointer;
  }
`;
