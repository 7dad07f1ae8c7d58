import { css } from '../css.js';

export const noticeStyles = css`
.notice {
  margin: auto;
  padding: 24px;
  text-align: center;
  color: var(--_muted);
}
h3 {
  margin-bottom: 8px;
  font-size: 19px;
  line-height: 1.3;
  color: var(--_text);
}
.notice .face {
  margin: 0 auto 14px;
  font-size: 32px;
}
.banner {
  padding: 9px;
  border-radius: 20px 20px 0 0;
  background: var(--_tint);
  font-size: 13px;
  text-align: center;
}
`;
