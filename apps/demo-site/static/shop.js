// @ts-check
/**
 * What the shop itself does in the page: it logs out of the chat before it logs out of the shop, as any website with a
 * verified chat should, and makes private pages anew when they come out of the back/forward cache.
 */

/** How long a log-out waits for the chat; then the shop's own log-out goes on without it. */
const CHAT_LOGOUT_PATIENCE_MS = 3000;

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || new URL(form.action).pathname !== '/logout') return;
  const chatbot = window.$chatbot;
  if (chatbot === undefined) return;
  event.preventDefault();
  const patience = new Promise((resolve) => setTimeout(resolve, CHAT_LOGOUT_PATIENCE_MS));
  try {
    await Promise.race([chatbot.logout(), patience]);
  } finally {
    // Unlike requestSubmit(), this fires no second submit event.
    form.submit();
  }
});

window.addEventListener('pageshow', (event) => {
  if (event.persisted && document.querySelector('[data-private]') !== null) location.reload();
});
