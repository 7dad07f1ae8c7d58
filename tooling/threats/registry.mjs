/**
 * Threat -> guard -> test: for each threat what keeps it out and where, the fault that switches this guard off, and the test
 * that must then fail. `pnpm threats` runs each test with and without its fault.
 */

/**
 * @typedef {object} Row
 * @property {string} threat in the words of the list
 * @property {string} guard what keeps it out, and where
 * @property {string} fault the name under which the suite's setup file switches that guard off
 * @property {{ suite: string, file: string, title: string }} test `title` as it stands in the file, placeholders of
 *   `test.each` included
 * @property {'seconds' | 'longer'} takes what takes seconds runs before every change lands
 */

/**
 * @param {string} suite
 * @param {string} folder of the suite's tests
 * @returns {(threat: string, guard: string, fault: string, file: string, title: string, takes?: Row['takes']) => Row}
 */
const rowsOf =
  (suite, folder) =>
  (threat, guard, fault, file, title, takes = 'seconds') => ({
    threat,
    guard,
    fault,
    test: { suite, file: `${folder}/${file}`, title },
    takes,
  });

const law = rowsOf('api', 'src/laws');
const api = rowsOf('api', 'src');
const crypto = rowsOf('crypto', 'src');
const shop = rowsOf('demo-site', 'src');
const engine = rowsOf('widget', 'src/engine');

/** @type {readonly Row[]} */
export const REGISTRY = [
  law(
    'key in the browser',
    'RecentAdminGuard: a key is shown to an owner or admin only, right after the password; no other answer holds one.',
    'keys-are-shown-to-all',
    'proof-threats.test.ts',
    'key in the browser: no answer to a page holds a special key, and a member sees it only right after the password',
  ),
  shop(
    'website signs any posted id',
    'proofOf of the demo shop takes a session and has no parameter for an id.',
    'any-posted-id-is-signed',
    'shop-server.test.ts',
    'the shop signs only the id of its own session',
  ),
  law(
    'hash replayed for another bot',
    'KeyRingService.openRing reads the keys of this bot and no other.',
    'ring-of-every-bot',
    'identity.test.ts',
    'hash replayed for another bot: another bot’s key verifies nothing here',
  ),
  law(
    'hash of A used for B',
    'verifyIdentifierHash compares with the hash of the very id that is claimed.',
    'hash-is-not-compared',
    'identity.test.ts',
    'hash of A used for B verifies nothing',
  ),
  crypto(
    'hash of A used for B',
    'findSigner compares 32 bytes, all of them.',
    'all-bytes-are-equal',
    'identifier-hash.test.ts',
    'a hash of A does not verify B, nor a hash under one key under another',
  ),
  law(
    'token-shaped id',
    'IdentifyService takes a hash for a hash only: a hash key verifies no token.',
    'token-of-the-hash-key',
    'proof-threats.test.ts',
    'token-shaped id: the hash of a name that is shaped like a token is no token for anybody',
  ),
  law(
    'client says verified',
    'IdentifyService reads id and proof from the body, and nothing that says how it ended.',
    'body-says-verified',
    'identity.test.ts',
    'client says verified: nothing in a body can',
  ),
  law(
    'missing hash taken as fine',
    'verifyIdentifierHash: what has not the shape of a hash verifies nothing.',
    'missing-hash-is-fine',
    'proof-threats.test.ts',
    'missing hash taken as fine: what is no hash at all never identifies',
  ),
  law(
    'merge by unsigned e-mail or phone',
    'ContactsService finds a contact by its proven id only.',
    'merge-by-email',
    'identity.test.ts',
    'merge by unsigned e-mail or phone never happens',
  ),
  law(
    'page value where a trusted one is needed',
    'mayReplace of contacts: a value gives way only to one of the same or a more trusted provenance.',
    'page-values-replace-all',
    'account-threats.test.ts',
    'page value where a trusted one is needed: it replaces none, refills none that was emptied, and enters no guarded field',
  ),
  law(
    'API key used from a browser',
    'BotKeyGuard refuses a request that names its Origin.',
    'api-keys-in-browsers',
    'account-threats.test.ts',
    'API key used from a browser: refused by its Origin, no preflight lets it through, and nothing is made',
  ),

  law(
    'guest history pulled into the wrong account',
    'GuestLinksService takes a thread unasked only while its last message is younger than 30 minutes.',
    'threads-are-always-fresh',
    'identity.test.ts',
    'guest history pulled into the wrong account: a stale thread is asked about, not taken',
  ),
  law(
    'planted guest thread',
    'GuestLinksService takes a thread unasked only where every message carries the secret of this tab.',
    'any-tab-wrote-it',
    'guest-thread-threats.test.ts',
    'planted guest thread: what another tab or person wrote, even in part, is asked about and not taken',
  ),
  law(
    'link prompt as bait',
    'GuestLinksService.answer: the question is one page’s, for 15 minutes, answered once, with the guest’s secret.',
    'questions-are-open-to-all',
    'guest-thread-threats.test.ts',
    'link prompt as bait: the question holds no word of the thread, and only its own page, in time and with the guest’s secret, can say yes',
  ),
  law(
    'undo of a link leaks',
    'ThreadLinksService.unlink marks what the link brought as for agents only, and every read honours the mark.',
    'undone-links-are-shown',
    'guest-thread-threats.test.ts',
    'undo of a link leaks nothing: history, counts, fields and socket forget what the guest brought',
  ),
  law(
    'undo of a link leaks',
    'AttributesService.revertLink takes back the fields that came with the link.',
    'undone-links-leave-their-fields',
    'guest-thread-threats.test.ts',
    'undo of a link leaks nothing: history, counts, fields and socket forget what the guest brought',
  ),
  law(
    'session fixation',
    'SessionsService.becomeVerified makes a token that nobody knew before.',
    'tokens-are-used-again',
    'identity.test.ts',
    'session fixation: a guest’s token never becomes a user’s',
  ),
  law(
    'group id fixed or stolen',
    'SessionsService.joinGroup adopts no id that the server has not issued.',
    'planted-groups-are-adopted',
    'identity.test.ts',
    'group id fixed or stolen gives nothing: a planted one is not adopted, a known one ends nothing',
  ),
  law(
    'wrong user on a shared computer',
    'A guest beside whom somebody was verified is marked, and never again taken unasked (GuestLinksService.decide).',
    'company-is-forgotten',
    'guest-thread-threats.test.ts',
    'a guest’s thread that was written beside a verified user is never taken unasked by the next one',
  ),
  engine(
    'wrong user on a shared computer',
    'The engine keeps a verified token in the memory of its page view: the next one is a guest.',
    'tokens-are-kept',
    'identity.test.ts',
    'identifies by a valid proof, and keeps neither token nor id nor proof in the browser',
  ),
  law(
    'stale socket after a switch',
    'StreamRepository.readVisitor reads the events and the session in one statement.',
    'sockets-outlive-their-session',
    'epoch-threats.test.ts',
    'stale socket after a switch: what happens to A later is not told to the page that is B now',
  ),
  law(
    'late answer for the previous user',
    'SessionsService.requireVisitor refuses a request of an older epoch, at the door and in the transaction.',
    'epochs-are-not-compared',
    'epoch-threats.test.ts',
    'late answer for the previous user: what an older epoch asks gets nothing, with whichever token',
  ),
  engine(
    'late answer for the previous user',
    'The engine drops every frame whose epoch is not its own.',
    'frames-of-any-epoch',
    'identity.test.ts',
    'frames of another epoch are dropped',
  ),
  law(
    'two identifications racing',
    'IdentifyService looks at the page’s highest epoch again in the transaction that commits.',
    'late-calls-win',
    'epoch-threats.test.ts',
    'two identifications racing: whichever arrives last, the page is whom it asked for last',
  ),
  law(
    'failed switch leaves the old user on screen',
    'SessionsService.becomeNobody ends the page’s identity also when the new proof is refused.',
    'refused-switches-change-nothing',
    'identity.test.ts',
    'failed switch: A is gone from the page even when B is refused',
  ),
  engine(
    'failed switch leaves the old user on screen',
    'The engine clears the thread before it asks for the next user.',
    'the-screen-is-not-cleared',
    'identity.test.ts',
    'a refused switch leaves nobody on screen but a guest',
  ),
  law(
    'logout undone by another tab',
    'SessionsService.isLoggedOut: a page taken out of a retired group stays so until another page identifies.',
    'logouts-are-forgotten',
    'identity.test.ts',
    'logout undone by another tab: a page logged out from elsewhere answers logged_out until another page identifies',
  ),
  law(
    'page from the back/forward cache',
    'SessionsRepository.endVerified ends the sessions of all pages of the browser, so that the heartbeat of a woken one is refused.',
    'sessions-never-end',
    'epoch-threats.test.ts',
    'page from the back/forward cache: before it paints it is told that its identity has ended',
  ),
  engine(
    'page from the back/forward cache',
    'The engine is blank while it is frozen, and asks the server before it paints.',
    'frozen-pages-stay-painted',
    'identity.test.ts',
    'was blank before it went there, and asks before it paints',
  ),
  law(
    "another tab's guest secret",
    'GuestLinksService takes a thread unasked only where every message carries the secret of this tab.',
    'any-tab-wrote-it',
    'identity.test.ts',
    'another tab’s guest secret: a thread another tab wrote is asked about, not taken',
  ),
  law(
    'queue of the previous user',
    'SessionsService.requireVisitor refuses what was written under an older epoch.',
    'epochs-are-not-compared',
    'epoch-threats.test.ts',
    'queue of the previous user: a message written as one user is stored for no other',
  ),
  engine(
    'queue of the previous user',
    'Owners of the engine: each person has a queue and a draft of their own, hidden until the same id verifies.',
    'one-queue-for-all',
    'chat.test.ts',
    'of a user stay hidden and unsent until the same id verifies again in this tab',
  ),
  law(
    "compromised key's old sessions",
    'KeyRingService.markCompromised ends every session that the key has verified.',
    'sessions-never-end',
    'identity.test.ts',
    'compromised key’s old sessions end at once',
  ),
  law(
    'hash that never dies',
    'IdentifyService refuses a hash for a contact whose sessions were ended for cause.',
    'the-bar-is-forgotten',
    'account-threats.test.ts',
    'hash that never dies: after sessions were ended for cause no hash verifies, until an admin lifts the bar',
  ),

  law(
    'type confusion of the id (7, "7", "07", 1e21, ["u"], null)',
    'checkUserId: on the wire an id is text, and nothing is made into text.',
    'ids-are-made-text',
    'identity.test.ts',
    'type confusion of the id: 7, "7", "07", ["7"] are not one user',
  ),
  engine(
    'type confusion of the id (7, "7", "07", 1e21, ["u"], null)',
    'normaliseUserId: the page takes text and safe integers for ids, and sends nothing else.',
    'anything-is-an-id',
    'identity.test.ts',
    'resolves refused without a request for whatever is no id',
  ),
  law(
    'look-alike ids',
    'checkUserId hands on the id as it came: no trimming, folding or normalising.',
    'ids-are-normalised',
    'identity.test.ts',
    'look-alike ids are different users',
  ),
  crypto(
    'timing',
    'equalInConstantTime reads every byte, wherever the first difference is.',
    'comparing-ends-early',
    'bytes.test.ts',
    'reads every byte, wherever the first difference is',
  ),
  crypto(
    'timing',
    'findSigner tries every key, also after one has matched.',
    'the-first-match-ends-it',
    'identifier-hash.test.ts',
    'tries every key, also after entry %i matched',
  ),
  crypto(
    'hex case and truncated hex',
    'isIdentifierHashShape demands 64 digits, and equalInConstantTime equal lengths.',
    'a-beginning-is-enough',
    'identifier-hash.test.ts',
    'a beginning of the hash verifies nothing',
  ),
  crypto(
    'hex case and truncated hex',
    'fromHex reads either letter case, so that one hash has one meaning.',
    'capitals-are-other-digits',
    'bytes.test.ts',
    'comes back as it went, in either letter case',
  ),
  crypto(
    'empty key',
    'checkSpecialKey refuses a key under 16 bytes by its length, on create and on verify.',
    'any-text-is-a-key',
    'identifier-hash.test.ts',
    'refuses a ring with one unusable key in it, even where another key matches',
  ),
  law(
    'hash guessing',
    'IdentifyService charges each wrong proof to the address and to the page.',
    'nothing-is-charged',
    'proof-threats.test.ts',
    'hash guessing: an address has sixty wrong proofs a minute, on however many pages, and a right one still counts',
  ),
  law(
    'refusals as a weapon',
    'MinuteRows of the identity log: thirty rows a minute, past that one for each of ten origins.',
    'a-row-for-each-refusal',
    'trace-threats.test.ts',
    'refusals as a weapon: a flood of them is counted into a bounded number of rows and writes',
  ),
  law(
    'spoofed address headers',
    'Fastify’s trustProxy is what CHATKU_TRUSTED_PROXIES names, and nobody without it.',
    'every-caller-is-a-proxy',
    'proof-threats.test.ts',
    'spoofed address headers: nobody’s word about an address counts but a trusted proxy’s',
  ),
  law(
    'user enumeration',
    'IdentifyService verifies first: for a refused proof no contact is looked up.',
    'looked-up-before-proven',
    'proof-threats.test.ts',
    'user enumeration: a refused proof looks nobody up, so neither answer nor work says who exists',
  ),
  law(
    'secrets or ids in the identity log',
    'IdentityLogService keeps a masked id and a keyed digest; raw values live in memory, for a minute.',
    'raw-ids-in-the-log',
    'trace-threats.test.ts',
    'secrets or ids in the identity log: no refused id, proof, key or token is on the disk or in the log',
  ),
  law(
    'token in URL, log or referer',
    'logRequests names the route’s pattern; QueryGuard refuses a query that a route does not name.',
    'addresses-in-the-log',
    'trace-threats.test.ts',
    'token in URL, log or referer: an address that carries one is refused, and neither logged nor sent on',
  ),

  engine(
    'storage that throws',
    'createStore of the engine remembers in the page what the browser does not take.',
    'storage-has-no-substitute',
    'world.test.ts',
    'remembers in the page what the browser does not take, and forgets it again',
  ),

  law(
    'foreign origin',
    'requireOrigin at every route of the widget and at the socket.',
    'any-origin',
    'website-threats.test.ts',
    'foreign origin: refused by every route of the widget and by the socket, readable and without a credential',
  ),
  law(
    '`null` origin',
    'originAllowed: `null` is judged by its own switch, before the list is looked at.',
    'null-is-a-website',
    'website-threats.test.ts',
    'null origin: only by its own switch, even where any website may embed the bot',
  ),
  law(
    '`evil-shop.my` against `*.shop.my`',
    'originAllowed: a wildcard stands for exactly one label, with a dot behind it.',
    'wildcards-are-endings',
    'website-threats.test.ts',
    'evil-shop.my against *.shop.my: a wildcard stands for exactly one label',
  ),
  law(
    'wildcard over a public suffix',
    'canonicalOrigin asks the list of public suffixes when a wildcard is typed.',
    'no-public-suffixes',
    'website-threats.test.ts',
    'wildcard over a public suffix: refused where it is typed',
  ),
  law(
    'forged Host poisons the loader',
    'WidgetDeliveryService takes its addresses from the configuration.',
    'addresses-from-the-host',
    'website-threats.test.ts',
    'forged Host poisons the loader: neither it nor any header or query changes a byte of what websites load',
  ),
  law(
    'staff account reached through a visitor id',
    'StaffSessionsService knows staff sessions only: members and contacts share no table, token or cookie.',
    'visitors-are-members',
    'account-threats.test.ts',
    'staff account reached through a visitor id: whoever is verified under a member’s id or e-mail is a visitor',
  ),
  law(
    'blocked or erased user identifies again',
    'TurnProgram runs no flow for a blocked contact.',
    'the-blocked-are-answered',
    'account-threats.test.ts',
    'blocked user identifies again: reads the history, and what they write is stored and answered by no bot',
  ),
  law(
    'blocked or erased user identifies again',
    'ContactErasureService takes the contact away, so that a later proof makes a new one.',
    'erasing-spares-the-contact',
    'account-threats.test.ts',
    'erased user identifies again: as a new, empty contact, and no token, secret or question of old is of use',
  ),
  law(
    'blocked or erased user identifies again',
    'ConversationErasureService takes every message with the contact.',
    'erasing-spares-the-words',
    'account-threats.test.ts',
    'erased user identifies again: as a new, empty contact, and no token, secret or question of old is of use',
  ),
  law(
    'renamed id',
    'ContactRecordsService.rename: the contact is found under its new id only.',
    'old-ids-are-remembered',
    'account-threats.test.ts',
    'renamed id: the old id reaches no history, every session ends, and nobody is verified as the new one yet',
  ),
  law(
    'renamed id',
    'ContactActsService.rename ends every session of the contact.',
    'sessions-never-end',
    'account-threats.test.ts',
    'renamed id: the old id reaches no history, every session ends, and nobody is verified as the new one yet',
  ),
  law(
    'concurrent first identification',
    'IdentifyService looks for the contact in the one transaction that would make it; a unique index stands behind.',
    'contacts-are-never-found',
    'identity.test.ts',
    'concurrent first identification makes one contact',
  ),
  law(
    'clock skew',
    'No proof of this version holds a time: no token is taken.',
    'token-of-the-hash-key',
    'proof-threats.test.ts',
    'clock skew: a token never verifies, whatever its times say',
  ),
  law(
    '`alg` confusion',
    'No token of any algorithm is taken in this version.',
    'token-of-the-hash-key',
    'proof-threats.test.ts',
    'alg confusion: a token of no algorithm, of another one or with a key of its own never verifies',
  ),
  law(
    'conversation by guessed id',
    'VisitorConversationsService finds a conversation only where its contact is the one of the session.',
    'any-conversation-is-ours',
    'messages.test.ts',
    'conversation by guessed id: nobody sees or marks another’s',
  ),
  law(
    'demo sign-in behind a proxy',
    'SignInLinksService.use takes the link away; no address signs anybody in.',
    'links-work-for-ever',
    'account-threats.test.ts',
    'demo sign-in behind a proxy: the link opens the console once and for a quarter of an hour, and no address ever does',
  ),
  api(
    'demo sign-in behind a proxy',
    'readConfig refuses demo data together with a public address.',
    'demo-data-anywhere',
    'platform/config/config.test.ts',
    'never starts together with a public address',
  ),
];
