import { css } from 'lit';

/** A form in a card of its own: one field below the other, none wider than is read at a glance. */
export const columnForm = css`
  form {
    display: grid;
    gap: var(--gap-4);
    justify-items: start;
  }
  .field {
    inline-size: min(28rem, 100%);
  }
`;

/** A list whose rows hold a few things side by side, a line between them. */
export const ruledRows = css`
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
`;
