import { css } from 'lit';

/** What looks at the website from outside: a question with its form, and below it what was found. */
export const outsideLookStyles = css`
  :host,
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--gap-3);
  }
  h3 {
    margin-block-start: var(--gap-2);
  }
`;
