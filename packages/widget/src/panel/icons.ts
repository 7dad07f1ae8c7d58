import { html, type TemplateResult } from 'lit/html.js';

const icon = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${path} /></svg>`;

export const closeIcon = icon('M6 6l12 12M18 6L6 18');
export const sendIcon = icon('M12 20V5M5.5 11.5L12 5l6.5 6.5');
export const downIcon = icon('M12 5v14M6 13l6 6 6-6');
export const outIcon = icon('M8 16L17 7M9 7h8v8');
export const soundIcon = icon('M5 9.5v5h3l4.5 4v-13L8 9.5zM16 9a4 4 0 010 6M18.5 6.5a8 8 0 010 11');
export const mutedIcon = icon('M5 9.5v5h3l4.5 4v-13L8 9.5zM16 9.5l5 5M21 9.5l-5 5');
