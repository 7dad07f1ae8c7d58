import { css } from '../panel/css.js';

/** What `more.js` puts into the panel. */
export const extrasStyles = css`
/* At the end of the log whatever else is in it: it must not move under a finger while a chat begins. */
.starters {
  position: sticky;
  bottom: 0;
  justify-content: center;
  margin: auto 0 0;
  padding-top: 12px;
}
.asks > :not(.ask) {
  display: none;
}
.ask {
  display: flex;
  flex-direction: column;
  align-items: stretch;
  gap: 14px;
  padding: 20px;
  overflow: auto;
}
.ask label,
.ask small {
  display: block;
}
.ask input {
  display: block;
  width: 100%;
  min-height: 44px;
  padding: 8px 12px;
  font: inherit;
  font-size: max(16px, 1em);
  color: inherit;
  background: var(--_surface);
  border: 1px solid var(--_muted);
  border-radius: 12px;
}
.ask [type='checkbox'] {
  display: inline-block;
  width: 20px;
  min-height: 20px;
  margin-inline-end: 8px;
  vertical-align: middle;
  accent-color: var(--_accent);
}
.ask a {
  color: inherit;
}
.ask small {
  color: var(--_danger);
}
.hours {
  white-space: pre-line;
  overflow-wrap: anywhere;
}
.menu-host {
  position: relative;
}
.menu {
  position: absolute;
  z-index: 1;
  bottom: 52px;
  inset-inline-start: 0;
  display: flex;
  flex-direction: column;
  gap: 4px;
  width: max-content;
  max-width: min(280px, 76vw);
  max-height: 50vh;
  overflow: auto;
  padding: 8px;
  border: 1px solid var(--_line);
  border-radius: 16px;
  background: var(--_surface);
  box-shadow: 0 6px 24px #0004;
}
.menu > * {
  border-color: #0000;
  text-align: start;
  overflow-wrap: anywhere;
}
.menu[hidden] {
  display: none;
}
`;

/** The bubble beside the launcher, in a shadow root of its own: the launcher's styles mean every button. */
export const greetingStyles = css`
:host {
  all: initial;
}
.greeting {
  position: fixed;
  z-index: 99999999;
  bottom: calc(88px + env(safe-area-inset-bottom));
  right: 20px;
  display: flex;
  align-items: start;
  max-width: min(280px, 100vw - 40px);
  border: 1px solid #0002;
  border-radius: 16px;
  background: #fff;
  color: #191c20;
  box-shadow: 0 6px 24px #0004;
  font: 15px / 1.4 system-ui, sans-serif;
}
.left {
  right: auto;
  left: 20px;
}
button {
  min-width: 36px;
  min-height: 36px;
  padding: 10px 14px;
  border: 0;
  border-radius: 16px;
  background: none;
  color: inherit;
  font: inherit;
  text-align: start;
  overflow-wrap: anywhere;
  cursor: pointer;
}
.dismiss {
  flex: none;
  padding: 8px;
  text-align: center;
}
button:focus-visible {
  outline: 2px solid;
  outline-offset: -2px;
}
@media (pointer: coarse) {
  button {
    min-width: 44px;
    min-height: 44px;
  }
}
@media (prefers-reduced-motion: no-preference) {
  .greeting {
    animation: rise 0.2s ease-out;
  }
}
@keyframes rise {
  0% {
    translate: 0 12px;
    opacity: 0;
  }
}
`;
