import { css } from 'lit';

export const specialKeysStyles = css`
  :host {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-3);
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
