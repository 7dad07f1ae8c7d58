import { css } from 'lit';

export const customUserIdStyles = css`
  .columns {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 11rem;
    gap: var(--gap-6);
    align-items: start;
  }
  .contents {
    position: sticky;
    inset-block-start: var(--gap-6);
    display: grid;
    gap: var(--gap-2);
  }
  .contents a {
    display: block;
    padding-block: var(--gap-1);
    padding-inline: var(--gap-3);
    border-inline-start: 2px solid var(--line);
    color: var(--ink-soft);
    text-decoration: none;
  }
  .contents a:hover {
    border-inline-start-color: var(--accent);
    color: var(--ink);
  }
  h2 {
    scroll-margin-block-start: var(--gap-4);
  }
  .steps {
    display: grid;
    gap: var(--gap-2);
    counter-reset: step;
    list-style: none;
  }
  .steps li {
    display: flex;
    gap: var(--gap-3);
    counter-increment: step;
  }
  .steps li::before {
    content: counter(step);
    display: grid;
    place-items: center;
    inline-size: 1.5rem;
    block-size: 1.5rem;
    flex: none;
    border-radius: 50%;
    background: var(--selected);
    color: var(--accent-text);
    font-size: var(--text-s);
    font-weight: 620;
  }
  .language {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-1) var(--gap-2);
  }
  .language select {
    inline-size: auto;
  }
  .executed {
    white-space: normal;
  }
  @media (max-width: 72rem) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .contents {
      display: none;
    }
  }
`;
