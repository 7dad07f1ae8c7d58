/** Whether a text is the address of a Postgres database: server, user, database; options of the driver after a `?`. What is written with `%` must be readable. */
export function isDatabaseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    (url.protocol === 'postgres:' || url.protocol === 'postgresql:') &&
    url.hostname !== '' &&
    url.hash === '' &&
    /^\/[^/]+$/.test(url.pathname) &&
    [url.username, url.password, url.pathname].every(isReadable)
  );
}

/** Whether each `%` begins the code of a character; the driver would stumble over any other. */
function isReadable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** The same address for a person to read: without password and options. */
export function databaseUrlForPeople(text: string): string {
  const url = new URL(text);
  const user = url.username === '' ? '' : `${decodeURIComponent(url.username)}@`;
  return `postgres://${user}${url.host}${url.pathname}`;
}
