/** What this browser remembers for the console: a few preferences, never data. Storage may be forbidden; then nothing is. */
export const recall = (name: string): string | null => {
  try {
    return localStorage.getItem(`chatku.console.${name}`);
  } catch {
    return null;
  }
};

export const remember = (name: string, value: string): void => {
  try {
    localStorage.setItem(`chatku.console.${name}`, value);
  } catch {
    // Private windows may refuse; the preference then lasts as long as the page.
  }
};
