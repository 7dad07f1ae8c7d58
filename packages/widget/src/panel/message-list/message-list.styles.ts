import { css } from '../css.js';

export const messageListStyles = css`
.list {
  position: relative;
  display: flex;
  flex: 1;
  min-height: 0;
}
.log {
  display: flex;
  flex-direction: column;
  flex: 1;
  overflow: hidden auto;
  overscroll-behavior: contain;
  overflow-anchor: none;
  padding: 8px 16px 12px;
}
.log:focus-visible {
  outline-offset: -4px;
  border-radius: 18px;
}
.older {
  align-self: center;
}
.day,
.system,
.unread,
.meta,
.author {
  font-size: 12px;
  color: var(--_muted);
}
.day,
.system,
.unread {
  margin: 16px 0 4px;
  text-align: center;
}
.unread {
  display: flex;
  align-items: center;
  gap: 10px;
}
.unread::before,
.unread::after {
  content: '';
  flex: 1;
  border-top: 1px solid;
}
.row {
  display: flex;
  flex-direction: column;
  align-items: start;
  gap: 4px;
  margin-top: 3px;
  overflow-wrap: anywhere;
}
.first {
  margin-top: 14px;
}
.system {
  align-items: center;
}
.visitor {
  align-items: end;
}
.author,
.meta {
  display: flex;
  align-items: center;
  gap: 6px;
}
.bubble {
  max-width: 86%;
  padding: 9px 14px;
  border: 1px solid #0000;
  border-radius: var(--_round);
  border-end-start-radius: 6px;
  background: var(--_tint);
}
.visitor .bubble {
  border-color: var(--_line);
  border-end-start-radius: var(--_round);
  border-end-end-radius: 6px;
  background: var(--_accent);
  color: var(--_on);
}
.failed .bubble {
  background: none;
  border: 1px dashed var(--_danger);
  color: var(--_text);
}
.bubble > * + * {
  margin-top: 8px;
}
ul,
ol {
  padding-inline-start: 20px;
}
.bubble a {
  color: inherit;
}
.bubble p {
  white-space: pre-line;
}
pre {
  overflow-x: auto;
  padding: 8px;
  border-radius: 8px;
  background: var(--_surface);
  direction: ltr;
}
.buttons,
.replies {
  display: flex;
  flex-direction: column;
  gap: 6px;
  width: min(86%, 300px);
  margin-top: 4px;
}
.replies {
  flex-flow: wrap;
  justify-content: end;
  width: 100%;
}
a.button {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: 6px;
}
.button svg {
  margin: 0;
}
.meta span::before {
  content: '·';
  margin-inline-end: 6px;
}
span.failed,
p.failed {
  color: var(--_danger);
}
.typing {
  align-self: start;
  flex: none;
  margin-top: 14px;
}
.dot {
  display: inline-block;
  width: 7px;
  height: 7px;
  margin: 2px;
  border: 1px solid #0000;
  border-radius: 50%;
  background: var(--_muted);
}
.latest {
  position: absolute;
  bottom: 10px;
  inset-inline: 0;
  display: flex;
  align-items: center;
  gap: 6px;
  width: fit-content;
  margin: auto;
  padding: 0 8px;
  box-shadow: 0 3px 14px #0005;
}
.bone {
  flex: none;
  width: 62%;
  height: 46px;
  margin-top: 14px;
  border: 1px solid #0000;
  border-radius: var(--_round);
  background: var(--_tint);
}
.bone:nth-child(2) {
  align-self: end;
}
@media (prefers-reduced-motion: no-preference) {
  .dot,
  .bone {
    animation: breathe 0.8s infinite alternate;
  }
  .dot + .dot {
    animation-delay: 0.2s;
  }
  .dot + .dot + .dot {
    animation-delay: 0.4s;
  }
}
@keyframes breathe {
  100% {
    opacity: 0.3;
  }
}
`;
