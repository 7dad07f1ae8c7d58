/** Hands a text to the browser as a file to keep. */
export const saveFile = (name: string, text: string, type: string): void => {
  // Spreadsheets take a file for UTF-8 only when it begins with a byte order mark.
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to read it by the next task, at the latest.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
};
