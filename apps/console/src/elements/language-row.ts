import { html, type TemplateResult } from 'lit';
import type { Preferences } from '../contexts/contexts.js';
import { LOCALES, type Locale } from '../locale/words.js';

/** The languages in their own names, for pages that stand alone. */
export const languageRow = (preferences: Preferences, label: string): TemplateResult =>
  html`<div class="languages" role="group" aria-label=${label}>
    ${(Object.entries(LOCALES) as [Locale, string][]).map(
      ([tag, name]) => html`<button
        type="button"
        class="quiet compact"
        lang=${tag}
        aria-pressed=${tag === preferences.locale}
        @click=${() => preferences.setLocale(tag)}
      >
        ${name}
      </button>`,
    )}
  </div>`;
