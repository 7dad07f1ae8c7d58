// @ts-check
/**
 * The break-it bar: identifies the customer of this page with a right or a wrong proof and shows what became of it.
 * Every proof comes from the shop's own backend, which signs the id of its own session and nothing else.
 */

/** After this long the bar says that it is still waiting; the chat goes on trying by itself. */
const STILL_WAITING_MS = 6000;

const bar = /** @type {HTMLElement} */ (document.getElementById('break-it'));
const result = /** @type {HTMLElement} */ (bar.querySelector('.bar-result'));
const diagnosis = /** @type {string} */ (bar.dataset['diagnosis']);

/** Of several attempts under way only the latest is shown. */
let latestAttempt = 0;

/** @typedef {{ user_id: string, attributes: { name: string, email: string, identifier_hash?: string } }} Proof */

/** @type {Readonly<Record<SetUserResult['status'], string>>} */
const ON_SCREEN = {
  verified: 'The customer’s own chat, with their whole history.',
  refused: 'A guest’s chat that simply goes on. Nothing alarms the visitor, and nothing tells them why.',
  superseded: 'Nothing of this call: a newer one overtook it.',
  logged_out: 'A guest’s chat. This page was logged out from another tab; reload it to begin anew.',
};

/**
 * @param {string} tag
 * @param {string | (Node | string)[]} content
 */
function element(tag, content, className = '') {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...(typeof content === 'string' ? [content] : content));
  return made;
}

/** @param {...(Node | string)} content */
function show(...content) {
  result.replaceChildren(...content);
  // On a phone the buttons fill the screen, and what they do would happen below its edge.
  result.scrollIntoView({ block: 'nearest' });
}

/** @param {string | undefined} requestId */
function diagnosisLink(requestId) {
  const link = document.createElement('a');
  link.href = requestId === undefined ? diagnosis : `${diagnosis}?request=${encodeURIComponent(requestId)}`;
  link.target = '_blank';
  link.rel = 'noopener';
  link.textContent = 'Why? Read the identity log in the console';
  return link;
}

/** The call as an installer would write it; a hash is shown by its ends only, to be recognised. @param {Proof} proof */
function callAsCode({ user_id, attributes }) {
  const hash = attributes.identifier_hash;
  const shown = hash === undefined ? '' : `, identifier_hash: "${hash.slice(0, 6)}…${hash.slice(-4)}"`;
  return `setUser("${user_id}", { name, email${shown} })`;
}

function whoNow() {
  const identity = window.$chatbot?.getIdentity();
  if (identity === undefined) return 'nobody: the chat’s script is not here';
  if (identity.kind === 'verified') return `verified, contact ${identity.contactId ?? '(unnamed)'}`;
  return identity.kind === 'guest' ? 'guest' : 'guest, not a word said yet';
}

function paintIdentity() {
  const kind = window.$chatbot?.getIdentity().kind;
  const label = kind === undefined ? 'not loaded' : kind === 'verified' ? 'verified' : 'guest';
  for (const place of bar.querySelectorAll('[data-chat-identity]')) place.textContent = label;
}

/** Hands the proof to the chat and shows the outcome. @param {Proof} proof @param {number} attempt */
async function identify(proof, attempt) {
  const call = element('code', callAsCode(proof));
  const chatbot = window.$chatbot;
  if (chatbot === undefined) {
    show(
      call,
      element('p', 'The chat’s script has not run on this page. Is Chatku up, and may this address embed the bot?'),
    );
    return;
  }
  /** @type {string | undefined} */
  let requestId;
  /** @param {WindowEventMap['chatbot:identity']} event */
  const listen = (event) => {
    requestId = event.detail?.requestId ?? requestId;
  };
  window.addEventListener('chatbot:identity', listen);
  show(call, element('p', 'Asking Chatku …'));
  const waiting = setTimeout(() => {
    if (attempt !== latestAttempt) return;
    show(call, element('p', 'Still waiting: Chatku cannot be reached just now. The chat keeps trying by itself.'));
  }, STILL_WAITING_MS);
  const { status, code } = await chatbot.setUser(proof.user_id, proof.attributes);
  clearTimeout(waiting);
  // The event of this very call may come a moment after the promise.
  await new Promise((resolve) => setTimeout(resolve, 0));
  window.removeEventListener('chatbot:identity', listen);
  paintIdentity();
  if (attempt !== latestAttempt) return;
  const list = element('dl', [
    element('dt', 'Promise'),
    element('dd', [element('span', status, `verdict verdict-${status}`), code === undefined ? '' : ` ${code}`]),
    element('dt', 'Visitor is'),
    element('dd', whoNow()),
    element('dt', 'On screen'),
    element('dd', ON_SCREEN[status]),
  ]);
  show(call, list, element('p', [diagnosisLink(requestId)]));
}

/** Puts the shop's own parts of the page anew, for whoever the session belongs to now, without a reload. */
async function refreshShop() {
  const response = await fetch(location.href, { headers: { accept: 'text/html' } });
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const selector of ['#shop', '#break-it summary', '#break-it .bar-tools']) {
    const [here, there] = [document.querySelector(selector), fresh.querySelector(selector)];
    if (here !== null && there !== null) here.replaceChildren(...there.childNodes);
  }
  paintIdentity();
}

/** @param {Response} response */
async function readProof(response) {
  if (response.ok) return /** @type {{ proof: Proof }} */ (await response.json()).proof;
  show(element('p', `The shop’s backend refused (${response.status}). Reload the page and try again.`));
  return null;
}

/** Runs one press of a button; only the latest press may paint. @param {(attempt: number) => Promise<void>} work */
async function run(work) {
  const attempt = ++latestAttempt;
  try {
    await work(attempt);
  } catch {
    if (attempt === latestAttempt) show(element('p', 'The shop’s backend cannot be reached. Is it still running?'));
  }
}

bar.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest('[data-proof]') : null;
  if (!(button instanceof HTMLButtonElement)) return;
  run(async (attempt) => {
    const query = new URLSearchParams({ kind: button.dataset['proof'] ?? '' });
    const proof = await readProof(await fetch(`/demo/proof?${query}`));
    if (proof !== null && attempt === latestAttempt) await identify(proof, attempt);
  });
});

bar.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset['switch'] === undefined) return;
  // Without this script the form logs in as anywhere else, with a reload.
  event.preventDefault();
  const name = form.querySelector('b')?.textContent;
  run(async (attempt) => {
    const body = new URLSearchParams();
    for (const field of form.querySelectorAll('input')) body.set(field.name, field.value);
    const proof = await readProof(await fetch('/demo/switch', { method: 'POST', body }));
    if (proof === null) return;
    // The chat first: nothing of the previous customer may stay on the screen longer than it must.
    const identified = identify(proof, attempt);
    await refreshShop();
    const again = [...bar.querySelectorAll('[data-proof]')].find((button) => button instanceof HTMLButtonElement);
    // The pressed button is gone with the old markup; focus stays in the bar.
    if (again instanceof HTMLElement && document.activeElement === document.body) again.focus();
    await identified;
    if (attempt === latestAttempt)
      result.prepend(element('p', `The shop’s session is ${name ?? 'the customer'}’s now.`));
  });
});

// So that the server can draw the bar as it was left, without a jump.
bar.querySelector('details')?.addEventListener('toggle', (event) => {
  const open = event.target instanceof HTMLDetailsElement && event.target.open;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers the shop serves
  document.cookie = `senja_bar=${open ? 'open' : 'shut'}; path=/; samesite=lax; max-age=31536000`;
});

window.addEventListener('chatbot:ready', paintIdentity);
window.addEventListener('chatbot:identity', paintIdentity);
// A script that could not be loaded never becomes ready.
window.addEventListener('load', () => setTimeout(paintIdentity, 1500));
