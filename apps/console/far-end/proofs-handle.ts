import {
  AddKeyBody,
  CheckEndpointBody,
  CheckEndpointResult,
  ExportedIdentityLog,
  ExportIdentityLogBody,
  IdentityLogEntry,
  type IdentityLogFilter,
  IdentityLogQuery,
  IdentityPolicyState,
  ImportKeyBody,
  KeySearchBody,
  KeySearchResult,
  ListQuery,
  PutIdentityPolicyBody,
  pageOf,
  RevealedKey,
  type RouteName,
  SpecialKey,
  TestHashBody,
  TestHashResult,
} from '@chatku/schemas';
import { type Call, demandPassword, Empty, found, given, type Handler, page, queryOf, Refusal, taken } from './call.js';
import { explainHash } from './explain-hash.js';

const botOf = ({ world, params }: Call) => found(world.bots.find((one) => one.id === params['bot_id']));
const ringKeyOf = (call: Call) => {
  const ring = call.world.keys.get(botOf(call).id) ?? [];
  return { ring, entry: found(ring.find((one) => one.key.id === call.params['key_id'])) };
};

const policyOf = (call: Call): IdentityPolicyState =>
  call.world.policies.get(botOf(call).id) ?? {
    accepts: 'hash_or_token',
    rehearsal: false,
    last_24h: { verified: 0, would_be_refused: 0, origins: [] },
    sessions_by_hash: 3,
  };

const fits = <T>(wanted: T | undefined, has: T): boolean => wanted === undefined || wanted === has;
const logOf = (call: Call, filter: IdentityLogFilter): IdentityLogEntry[] => {
  const { verdict, diagnosis, origin, id_digest: digest, request_id: requestId, from, to } = filter;
  return (call.world.log.get(botOf(call).id) ?? [])
    .filter((row) => fits(verdict, row.verdict) && fits(requestId, row.request_id) && fits(digest, row.id_digest))
    .filter((row) => fits<string | null>(diagnosis, row.diagnosis) && fits<string | null>(origin, row.origin))
    .filter((row) => (from ?? row.at) <= row.at && row.at <= (to ?? row.at))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
};

/** Keys, the policy, the identity log and the looks at the website. */
export const proofsHandlers: Partial<Record<RouteName, Handler>> = {
  list_keys: (call) => {
    const { before, limit } = queryOf(ListQuery, call.query);
    const keys = (call.world.keys.get(botOf(call).id) ?? []).map((one) => one.key);
    return given(pageOf(SpecialKey), page(keys, before, limit));
  },
  add_key: (call) => {
    const { kind = 'hash' } = taken(AddKeyBody, call.body) ?? {};
    return given(SpecialKey, call.world.addKey(botOf(call).id, { kind }));
  },
  import_key: (call) => {
    demandPassword(call);
    const { key, kind = 'hash' } = taken(ImportKeyBody, call.body);
    if (key.length < 32) throw new Refusal('key_refused', 422, 'An imported key needs 32 characters.');
    return given(SpecialKey, call.world.addKey(botOf(call).id, { imported: true, kind }, key));
  },
  reveal_key: (call) => {
    demandPassword(call);
    taken(Empty, call.body);
    const { entry } = ringKeyOf(call);
    return given(RevealedKey, { id: entry.key.id, key: entry.text });
  },
  make_key_primary: (call) => {
    const { ring, entry } = ringKeyOf(call);
    for (const { key } of ring) if (key.state === 'primary' && key.kind === entry.key.kind) key.state = 'active';
    entry.key.state = 'primary';
  },
  retire_key: (call) => {
    const { entry } = ringKeyOf(call);
    const now = call.world.now();
    Object.assign(entry.key, {
      state: 'retired',
      retired_at: new Date(now).toISOString(),
      undo_until: new Date(now + 3_600_000).toISOString(),
    });
  },
  restore_key: (call) => {
    demandPassword(call);
    Object.assign(ringKeyOf(call).entry.key, { state: 'active', retired_at: null, undo_until: null });
  },
  compromise_key: (call) => {
    Object.assign(ringKeyOf(call).entry.key, { state: 'compromised', retired_at: call.world.at(), undo_until: null });
  },
  test_hash: async (call) => {
    const body = taken(TestHashBody, call.body);
    return given(TestHashResult, await explainHash(body, call.world.keys.get(botOf(call).id) ?? []));
  },

  identity_log: (call) => {
    const { before, limit, ...filter } = queryOf(IdentityLogQuery, call.query);
    return given(pageOf(IdentityLogEntry), page(logOf(call, filter), before, limit));
  },
  export_identity_log: (call) => {
    const rows = logOf(call, taken(ExportIdentityLogBody, call.body) ?? {});
    const csv = ['"at","verdict"', ...rows.map((row) => `"${row.at}","${row.verdict}"`), ''].join('\r\n');
    return given(ExportedIdentityLog, { csv, rows: rows.length, complete: true });
  },

  get_identity_policy: (call) => given(IdentityPolicyState, policyOf(call)),
  put_identity_policy: (call) => {
    const { end_sessions, ...body } = taken(PutIdentityPolicyBody, call.body);
    const before = policyOf(call);
    if (before.accepts === 'token_only' && body.accepts === 'hash_or_token') demandPassword(call);
    const ring = call.world.keys.get(botOf(call).id) ?? [];
    if (body.accepts === 'token_only' && !ring.some(({ key }) => key.kind === 'token')) {
      throw new Refusal('conflict', 409, 'No token key of this bot verifies, so nobody could be verified.');
    }
    const isTurn = before.accepts !== body.accepts && body.accepts === 'token_only';
    const ended = isTurn && end_sessions !== false;
    const sessions_by_hash = ended ? 0 : before.sessions_by_hash;
    call.world.policies.set(botOf(call).id, { ...before, ...body, sessions_by_hash });
    return given(IdentityPolicyState, policyOf(call));
  },
  search_keys: (call) => {
    taken(KeySearchBody, call.body);
    return given(KeySearchResult, call.world.keySearch);
  },
  check_endpoint: (call) => {
    taken(CheckEndpointBody, call.body);
    return given(CheckEndpointResult, call.world.endpoint);
  },
};
