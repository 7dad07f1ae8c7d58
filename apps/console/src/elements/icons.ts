import { html, svg, type TemplateResult } from 'lit';

/** Draws an icon on a 20 by 20 grid in the colour of the text. Hidden from assistive technology: the words say it. */
const icon = (shape: ReturnType<typeof svg>, name = 'icon'): TemplateResult =>
  html`<svg class=${name} viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${shape}</svg>`;

export const iconChat = icon(
  svg`<path d="M3 9.2c0-3.4 3-5.9 7-5.9s7 2.5 7 5.9-3 5.9-7 5.9c-.9 0-1.7-.1-2.5-.3L4 16.6l.9-3C3.7 12.5 3 11 3 9.2Z"/>`,
);
export const iconPeople = icon(
  svg`<circle cx="7.5" cy="7" r="2.9"/><path d="M2.3 16.2c.4-2.7 2.5-4.3 5.2-4.3s4.8 1.6 5.2 4.3M12.8 4.4a2.8 2.8 0 0 1 0 5.2M14.6 12.5c1.7.5 2.8 1.8 3.1 3.7"/>`,
);
export const iconBot = icon(
  svg`<rect x="3.5" y="6.5" width="13" height="9.5" rx="2.6"/><path d="M10 6.5V3.6M7.4 10.4v1.2M12.6 10.4v1.2"/><circle cx="10" cy="3" r=".7"/>`,
);
export const iconPerson = icon(
  svg`<circle cx="10" cy="7" r="3.1"/><path d="M4.2 16.6c.5-3 2.8-4.8 5.8-4.8s5.3 1.8 5.8 4.8"/>`,
);
export const iconCheck = icon(svg`<path d="m4.5 10.6 3.7 3.6 7.3-8"/>`);
export const iconShield = icon(
  svg`<path d="M10 2.7 4.2 4.8v4.5c0 3.7 2.4 6.5 5.8 8 3.4-1.5 5.8-4.3 5.8-8V4.8L10 2.7Z"/><path d="m7.4 9.9 1.9 1.9 3.4-3.7"/>`,
);
export const iconCopy = icon(
  svg`<rect x="7" y="7" width="9.5" height="9.5" rx="2"/><path d="M13 7V5.5a2 2 0 0 0-2-2H5.5a2 2 0 0 0-2 2V11a2 2 0 0 0 2 2H7"/>`,
);
export const iconEye = icon(
  svg`<path d="M1.9 10S4.7 4.7 10 4.7 18.1 10 18.1 10 15.3 15.3 10 15.3 1.9 10 1.9 10Z"/><circle cx="10" cy="10" r="2.4"/>`,
);
export const iconEyeOff = icon(
  svg`<path d="M8.2 4.9c.6-.1 1.2-.2 1.8-.2 5.3 0 8.1 5.3 8.1 5.3s-.8 1.5-2.3 2.9M5.1 6.3C3 7.7 1.9 10 1.9 10s2.8 5.3 8.1 5.3c1.5 0 2.8-.4 3.9-1M3 3l14 14"/>`,
);
export const iconWarning = icon(svg`<path d="M10 3.2 18 16.8H2L10 3.2Z"/><path d="M10 8.4v3.4M10 14.4v.1"/>`);
export const iconInfo = icon(svg`<circle cx="10" cy="10" r="7.3"/><path d="M10 9.2v4.3M10 6.5v.1"/>`);
export const iconPlus = icon(svg`<path d="M10 4.2v11.6M4.2 10h11.6"/>`);
export const iconClose = icon(svg`<path d="m5 5 10 10M15 5 5 15"/>`);
export const iconBack = icon(svg`<path d="M12.3 4.5 6.8 10l5.5 5.5"/>`, 'icon turns');
export const iconForward = icon(svg`<path d="M7.7 4.5 13.2 10l-5.5 5.5"/>`, 'icon turns');
export const iconSend = icon(svg`<path d="M3 10 17 3.5 13.2 17l-3.4-5.6L3 10ZM9.8 11.4 17 3.5"/>`);
export const iconSearch = icon(svg`<circle cx="8.8" cy="8.8" r="5.3"/><path d="m12.8 12.8 4 4"/>`);
export const iconGlobe = icon(
  svg`<circle cx="10" cy="10" r="7.3"/><path d="M2.7 10h14.6M10 2.7c2.5 2.2 3.5 4.6 3.5 7.3s-1 5.1-3.5 7.3C7.5 15.1 6.5 12.7 6.5 10s1-5.1 3.5-7.3Z"/>`,
);
export const iconPause = icon(svg`<path d="M7 4.5v11M13 4.5v11"/>`);
export const iconPlay = icon(svg`<path d="M6 4.2v11.6l9.3-5.8L6 4.2Z"/>`);
export const iconBlock = icon(svg`<circle cx="10" cy="10" r="7.3"/><path d="m4.9 4.9 10.2 10.2"/>`);
export const iconArrowDown = icon(svg`<path d="M10 4v12M5 11l5 5 5-5"/>`);
