import { css } from 'lit';

/** Native buttons, links that look like them, and form controls. */
export const controls = css`
  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--gap-2);
    min-block-size: 2.25rem;
    padding-block: 0.3125rem;
    padding-inline: 0.8125rem;
    border: 1px solid var(--line-button);
    border-radius: var(--round-m);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
    font-weight: 550;
    line-height: 1.3;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    transition: background-color 0.12s;
  }
  button:hover,
  .button:hover {
    background: var(--hover);
  }
  button:disabled,
  button[aria-disabled='true'] {
    opacity: 0.55;
    cursor: not-allowed;
  }
  .primary {
    border-color: transparent;
    background: var(--accent);
    color: var(--accent-ink);
  }
  .primary:hover {
    background: var(--accent-hover);
  }
  .danger,
  .quiet.danger {
    color: var(--bad);
  }
  .danger:hover,
  .quiet.danger:hover {
    color: var(--bad);
    background: var(--bad-ground);
  }
  .quiet {
    border-color: transparent;
    background: transparent;
    color: var(--ink-soft);
  }
  .quiet:hover {
    color: var(--ink);
    background: var(--hover);
  }
  .compact {
    min-block-size: 1.875rem;
    padding-block: 0.125rem;
    padding-inline: 0.5625rem;
    font-size: var(--text-s);
    white-space: nowrap;
  }
  .icon-only {
    inline-size: 2.25rem;
    padding: 0;
  }
  .icon-only.compact {
    inline-size: 1.875rem;
  }

  label,
  legend {
    font-weight: 550;
  }
  legend {
    padding: 0;
  }
  .field input,
  .field select,
  .field textarea {
    /* What gets the focus comes to lie above a bar that sticks to the lower edge. */
    scroll-margin-block-end: 14rem;
  }
  .field {
    display: grid;
    align-content: start;
    gap: var(--gap-1);
    grid-template-columns: minmax(0, 1fr);
  }
  .field .hint {
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  .field .wrong {
    color: var(--bad);
    font-size: var(--text-s);
  }
  input:not([type='checkbox'], [type='radio'], [type='color']),
  select,
  textarea {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 2.25rem;
    padding-block: 0.375rem;
    padding-inline: 0.625rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--round-m);
    background: var(--surface);
    color: var(--ink);
    font: inherit;
  }
  textarea {
    display: block;
    resize: vertical;
  }
  select {
    padding-inline-end: 0.25rem;
  }
  input:focus-visible,
  select:focus-visible,
  textarea:focus-visible {
    outline-offset: 0;
    border-color: var(--focus);
    border-radius: var(--round-m);
  }
  ::placeholder {
    color: var(--ink-soft);
    opacity: 1;
  }
  input:user-invalid,
  select:user-invalid,
  textarea:user-invalid,
  [aria-invalid='true'] {
    border-color: var(--bad);
  }
  .mono {
    font-family: var(--mono);
    font-size: var(--text-s);
  }
  input[type='checkbox'],
  input[type='radio'] {
    inline-size: 1.125rem;
    block-size: 1.125rem;
    margin: 0.125rem 0 0;
    flex: none;
    accent-color: var(--accent);
  }
  input[type='color'] {
    inline-size: 3rem;
    block-size: 2.25rem;
    padding: 0.1875rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--round-m);
    background: var(--surface);
    cursor: pointer;
  }
  .check {
    display: flex;
    align-items: flex-start;
    gap: var(--gap-2);
    min-block-size: 1.5rem;
    font-weight: 400;
    cursor: pointer;
  }
  .check strong {
    font-weight: 550;
  }
  .check .hint {
    display: block;
    color: var(--ink-soft);
    font-size: var(--text-s);
  }
  @media (max-width: 40rem) {
    /* Smaller text makes phones zoom into a focused field. */
    input:not([type='checkbox'], [type='radio'], [type='color']),
    select,
    textarea {
      font-size: 1rem;
    }
    button,
    .button {
      min-block-size: 2.5rem;
    }
    .icon-only {
      inline-size: 2.5rem;
    }
    .compact {
      min-block-size: 2.125rem;
    }
    .icon-only.compact {
      inline-size: 2.125rem;
    }
  }
  @media (forced-colors: active) {
    .primary,
    .danger,
    .quiet {
      border-color: ButtonText;
    }
  }
`;
