// @ts-check
/** The two pages between the first device and the second: the one that leaves, and the one that arrives. */

const onward = document.getElementById('onward');
if (onward instanceof HTMLAnchorElement) location.replace(onward.href);

const form = document.getElementById('enter');
if (form instanceof HTMLFormElement) {
  const ticket = location.hash.slice(1);
  // Out of the address at once, so that it stays in no history.
  history.replaceState(null, '', location.pathname);
  const field = form.elements.namedItem('ticket');
  if (ticket !== '' && field instanceof HTMLInputElement) {
    field.value = ticket;
    form.submit();
  }
}
