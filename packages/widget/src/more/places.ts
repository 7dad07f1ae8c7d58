/** Does a path fit a pattern, where `*` stands for any run of characters? In time linear in the path for each piece. */
const fits = (pattern: string, path: string): boolean => {
  const [first = '', ...rest] = pattern.split('*');
  if (!path.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return path === first;
  let at = first.length;
  for (const piece of rest) {
    const found = path.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return path.length - last.length >= at && path.endsWith(last);
};

/** Is this one of the pages? */
export const isOneOf = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) => fits(pattern, path));

/** As `isOneOf`, where none named means all. */
export const isAmong = (patterns: readonly string[], path: string): boolean =>
  !patterns.length || isOneOf(patterns, path);

/** When a page that goes on without loading may have changed its path after a click. */
const LOOK_AFTER_MS = [0, 300, 1500];

/**
 * Tells of each change of the page's path. The page's own history methods stay as they are: the browser's navigation API
 * tells where there is one, and else the path is looked at after the visitor went back or clicked.
 */
export const watchPath = (changed: () => void, signal: AbortSignal): void => {
  let { pathname } = location;
  const look = () => {
    if (location.pathname === pathname) return;
    ({ pathname } = location);
    changed();
  };
  const { navigation } = window as { navigation?: EventTarget };
  navigation?.addEventListener('currententrychange', look, { signal });
  addEventListener('popstate', look, { signal });
  addEventListener('click', () => LOOK_AFTER_MS.map((afterMs) => setTimeout(look, afterMs)), {
    signal,
    capture: true,
  });
};
