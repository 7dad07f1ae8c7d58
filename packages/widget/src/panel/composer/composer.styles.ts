import { css } from '../css.js';

export const composerStyles = css`
form {
  display: flex;
  align-items: end;
  gap: 8px;
  padding: 8px 12px max(12px, var(--_bottom, 0px));
}
textarea {
  flex: 1;
  min-width: 0;
  max-height: 132px;
  padding: 10px 16px;
  border-color: var(--_muted);
  border-radius: 22px;
  background: var(--_surface);
  resize: none;
}
textarea:focus-visible {
  outline-offset: -1px;
}
::placeholder {
  color: var(--_muted);
  opacity: 1;
}
form .icon {
  width: 44px;
  height: 44px;
}
:disabled {
  background: var(--_tint);
  color: var(--_muted);
  cursor: default;
}
.room {
  padding-inline: 28px;
}
@media (pointer: coarse) {
  textarea {
    font-size: 16px;
  }
}
`;
