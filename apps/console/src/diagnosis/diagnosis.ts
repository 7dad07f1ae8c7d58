import type { Diagnosis } from '@chatku/schemas';
import type { Locale } from '../locale/words.js';

/** What an installer is told about a refusal: what it is called, what happened, what to do. */
export type DiagnosisText = { readonly title: string; readonly explanation: string; readonly fix: string };

/** Every diagnosis in one language. One that is missing does not compile. */
export type DiagnosisTexts = { readonly [D in Diagnosis]: DiagnosisText };

const loaders: { readonly [L in Locale]: () => Promise<DiagnosisTexts> } = {
  en: async () => (await import('./en.js')).en,
  ms: async () => (await import('./ms.js')).ms,
  'zh-Hans': async () => (await import('./zh-hans.js')).zhHans,
};

export const loadDiagnosisTexts = (locale: Locale): Promise<DiagnosisTexts> => loaders[locale]();
