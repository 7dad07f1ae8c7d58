import { css } from './css.js';

/**
 * The panel's buttons, faces and small things. Borders that are transparent on purpose become visible in forced
 * colours, where backgrounds go.
 */
export const baseStyles = css`
* {
  box-sizing: border-box;
  margin: 0;
}
button,
.button,
textarea {
  font: inherit;
  color: inherit;
  border: 1px solid #0000;
}
button,
.button {
  min-height: 36px;
  min-width: 36px;
  padding: 4px 14px;
  border-radius: 18px;
  background: var(--_surface);
  border-color: color-mix(in srgb, var(--_accent) 40%, var(--_line));
  text-decoration: none;
  cursor: pointer;
}
.primary {
  background: var(--_accent);
  color: var(--_on);
}
.icon {
  flex: none;
  padding: 0;
  border-radius: 40%;
}
svg {
  display: block;
  margin: auto;
  width: 22px;
  fill: none;
  stroke: currentColor;
  stroke-width: 1.8;
  stroke-linecap: round;
  stroke-linejoin: round;
}
:focus-visible {
  outline: 2px solid;
  outline-offset: 2px;
}
.sr {
  position: absolute;
  width: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
.face {
  display: block;
  flex: none;
  width: 2em;
  line-height: 2;
  text-align: center;
  border-radius: 40%;
  overflow: hidden;
  background: var(--_accent);
  color: var(--_on);
  font-size: 11px;
  font-weight: 600;
}
.bots {
  background-image: var(--_picture);
  background-size: cover;
  text-indent: var(--_initial);
}
@media (hover: hover) {
  button:hover,
  .button:hover {
    border-color: currentColor;
  }
}
@media (pointer: coarse) {
  button,
  .button {
    min-height: 44px;
    min-width: 44px;
  }
}
`;
