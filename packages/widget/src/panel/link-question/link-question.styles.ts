import { css } from '../css.js';

export const linkQuestionStyles = css`
.question {
  margin: 4px 12px;
  padding: 14px 16px;
  border: 1px solid var(--_line);
  border-radius: 18px;
}
.question h3 {
  margin: 0;
  font-size: 15px;
}
.question p {
  margin-block: 4px 10px;
}
`;
