/** The file that is written. */
export const file: string;
/** What it holds. */
export function widgetWords(): Promise<string>;
