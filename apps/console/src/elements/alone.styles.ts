import { css } from 'lit';

/** Pages that stand alone, before anybody is signed in. */
export const alone = css`
  :host {
    display: grid;
    place-items: center;
    min-block-size: 100dvh;
    padding-block: var(--gap-6);
    padding-inline: var(--gap-4);
  }
  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-5);
    inline-size: min(26rem, 100%);
  }
  .sheet > header {
    display: grid;
    gap: var(--gap-2);
    justify-items: start;
  }
  .sheet > header svg {
    inline-size: 2.5rem;
    block-size: 2.5rem;
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-4);
  }
  .languages {
    display: flex;
    flex-wrap: wrap;
    gap: var(--gap-1);
    justify-content: center;
  }
  .languages [aria-pressed='true'] {
    color: var(--ink);
    text-decoration: underline;
    text-underline-offset: 0.3em;
  }
`;
