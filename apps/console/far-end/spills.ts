/** Boxes that hold what is written in them. */
const HOLDERS = '.card, .note, dialog, li';

const above = (element: Element): Element | null =>
  element.parentElement ?? (element.getRootNode() as Partial<ShadowRoot>).host ?? null;

/**
 * What lies outside of the card, note or row that it is in, at either side: nothing a person would call in order, though no
 * page is wider for it. What scrolls or is clipped on purpose may.
 */
export const spillsOf = (root: ParentNode): string[] =>
  [...root.querySelectorAll('*')].flatMap((element) => [
    ...(element.shadowRoot === null ? [] : spillsOf(element.shadowRoot)),
    ...(spills(element)
      ? [`${element.localName}.${element.className} ${element.textContent?.trim().slice(0, 40)}`]
      : []),
  ]);

const spills = (element: Element): boolean => {
  const { width, height, left, right } = element.getBoundingClientRect();
  if (width === 0 || height === 0 || element.closest('.hidden-visually, svg') !== null) return false;
  for (let at = above(element); at !== null; at = above(at)) {
    if (getComputedStyle(at).overflowX !== 'visible') return false;
    if (!at.matches(HOLDERS)) continue;
    const holder = at.getBoundingClientRect();
    return right > holder.right + 1 || left < holder.left - 1;
  }
  return false;
};
