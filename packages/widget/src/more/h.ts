type Child = Node | string | null | undefined | false;

/** An element with these listeners (`onclick`), properties, attributes (names the element has no property for) and children. */
export const h = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  given: Record<string, unknown>,
  ...children: Child[]
): HTMLElementTagNameMap[Tag] => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    // Not every event has a handler property, and as an attribute a function would be a script.
    if (typeof value === 'function') element.addEventListener(name.slice(2), value as EventListener);
    else if (name in element) Object.assign(element, { [name]: value });
    else if (value !== undefined && value !== false) element.setAttribute(name, `${value}`);
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
};
