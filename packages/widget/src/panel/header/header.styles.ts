import { css } from '../css.js';

export const headerStyles = css`
header {
  display: flex;
  align-items: center;
  padding: 14px 12px 14px 16px;
  color: var(--_on);
}
header .face {
  background-color: var(--_on);
  color: var(--_accent);
  font-size: 20px;
}
header div {
  flex: 1;
  min-width: 0;
  margin-inline: 12px 4px;
}
header div * {
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
  font-size: 13px;
}
header #title {
  outline: none;
  font-size: 17px;
  line-height: 1.3;
}
header button {
  background: none;
  border-color: #0000;
}
`;
