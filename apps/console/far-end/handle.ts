import {
  AgentSeenBody,
  ApiKey,
  Bot,
  BotPauseBody,
  ContactDetail,
  ContactRow,
  ContactsQuery,
  ConversationStatusBody,
  ConversationSummary,
  ConversationsQuery,
  CreateApiKeyBody,
  CreateBotBody,
  CreatedApiKey,
  DeleteAvatarBody,
  EndSessionsBody,
  FieldDefinition,
  FlowDetail,
  FlowSummary,
  ListQuery,
  Me,
  Message,
  MessagesQuery,
  may,
  PasswordBody,
  PutAvatarBody,
  pageOf,
  RenameContactBody,
  ROUTES,
  type Route,
  type RouteName,
  SendMessageBody,
  SetupBody,
  SetupState,
  SignInBody,
  SignInLinkBody,
  UpdateBotBody,
  UpdateFieldsBody,
} from '@chatku/schemas';
import {
  type Call,
  demandPassword,
  found,
  given,
  type Handler,
  page,
  queryOf,
  Refusal,
  signedIn,
  taken,
} from './call.js';
import { onboardingHandlers } from './onboarding-handle.js';
import { proofsHandlers } from './proofs-handle.js';
import { recordsHandlers } from './records-handle.js';
import { staffHandlers } from './staff-handle.js';
import { OF_KIND, rowOf, type World } from './world.js';

const botOf = ({ world, params }: Call) => found(world.bots.find((one) => one.id === params['bot_id']));
const contactOf = ({ world, params }: Call) => found(world.contacts.find((one) => one.id === params['contact_id']));
const conversationOf = ({ world, params }: Call) =>
  found(world.conversations.find((one) => one.id === params['conversation_id']));

const byNewest = <T extends { created_at: string; id: string }>(a: T, b: T): number =>
  a.created_at === b.created_at ? (a.id < b.id ? 1 : -1) : a.created_at < b.created_at ? 1 : -1;

/** The routes a console uses. `undefined` is answered with 204. */
const handlers: Partial<Record<RouteName, Handler>> = {
  setup_state: ({ world }) => given(SetupState, { needed: world.setupNeeded }),
  setup: (call) => {
    const body = taken(SetupBody, call.body);
    const { world } = call;
    if (!world.setupNeeded) throw new Refusal('already_set_up', 409);
    if (body.code !== world.setupCode) throw new Refusal('setup_code_refused', 403);
    world.setupNeeded = false;
    world.password = body.password;
    world.me.user.name = body.name;
    world.me.user.email = body.email;
    Object.assign(world.me.workspace, { name: body.workspace_name, timezone: body.timezone, language: body.language });
    return signedIn(call);
  },
  sign_in: (call) => {
    const body = taken(SignInBody, call.body);
    if (body.password !== call.world.password || body.email !== call.world.me.user.email) {
      throw new Refusal('sign_in_refused', 403, 'E-mail or password is not right.');
    }
    if (call.world.me.user.two_step) return call.world.staff.secondStep();
    return signedIn(call);
  },
  sign_in_link: (call) => {
    const body = taken(SignInLinkBody, call.body);
    if (body.secret !== call.world.linkSecret) throw new Refusal('sign_in_link_refused', 403, 'The link was used.');
    call.world.linkSecret = null;
    return signedIn(call);
  },
  ...staffHandlers,
  ...proofsHandlers,
  ...recordsHandlers,
  ...onboardingHandlers,
  me: ({ world }) => given(Me, world.me),
  sign_out: ({ world }) => {
    world.signedIn = false;
  },
  give_password: ({ world, body }) => {
    if (taken(PasswordBody, body).password !== world.password) throw new Refusal('sign_in_refused', 403);
    world.passwordGivenAt = world.now();
  },

  list_bots: ({ world, query }) => {
    const { before, limit } = queryOf(ListQuery, query);
    return given(pageOf(Bot), page(world.bots, before, limit));
  },
  create_bot: ({ world, body }) => {
    const bot = world.addBot(taken(CreateBotBody, body).name);
    world.addKey(bot.id);
    return given(Bot, bot);
  },
  get_bot: (call) => given(Bot, botOf(call)),
  update_bot: (call) => {
    const bot = botOf(call);
    const { version, ...change } = taken(UpdateBotBody, call.body);
    if (version !== bot.version) throw new Refusal('conflict', 409, 'Somebody was faster.');
    if (change.null_origin_allowed === true || change.origins?.length === 0) demandPassword(call);
    Object.assign(bot, change, { version: version + 1 });
    return given(Bot, bot);
  },
  put_avatar: (call) => {
    const bot = botOf(call);
    const { version, picture } = taken(PutAvatarBody, call.body);
    if (version !== bot.version) throw new Refusal('conflict', 409, 'Somebody was faster.');
    call.world.pictures.push(picture);
    const avatar = call.world.pictures.length.toString(16).padStart(16, '0');
    Object.assign(bot, { looks: { ...bot.looks, avatar }, version: version + 1 });
    return given(Bot, bot);
  },
  delete_avatar: (call) => {
    const bot = botOf(call);
    const { version } = taken(DeleteAvatarBody, call.body);
    if (version !== bot.version) throw new Refusal('conflict', 409, 'Somebody was faster.');
    const { avatar: _gone, ...looks } = bot.looks;
    Object.assign(bot, { looks, version: version + 1 });
    return given(Bot, bot);
  },
  duplicate_bot: (call) => {
    const { id: _id, loader_url: _url, version: _version, created_at: _at, name, ...rest } = botOf(call);
    return given(Bot, call.world.addBot(`${name} (2)`, structuredClone(rest)));
  },

  list_api_keys: (call) => {
    const { before, limit } = queryOf(ListQuery, call.query);
    return given(pageOf(ApiKey), page(call.world.apiKeys.get(botOf(call).id) ?? [], before, limit));
  },
  create_api_key: (call) => {
    const { world } = call;
    const { name } = taken(CreateApiKeyBody, call.body);
    const key = `ck_${'k'.repeat(40)}`;
    const made: ApiKey = { id: world.id(), name, prefix: key.slice(0, 7), created_at: world.at(), last_used_at: null };
    world.apiKeys.set(botOf(call).id, [made, ...(world.apiKeys.get(botOf(call).id) ?? [])]);
    return given(CreatedApiKey, { ...made, key });
  },
  delete_api_key: (call) => {
    const keys = call.world.apiKeys.get(botOf(call).id) ?? [];
    call.world.apiKeys.set(
      botOf(call).id,
      keys.filter((one) => one.id !== call.params['key_id']),
    );
  },

  list_fields: (call) => {
    const { before, limit } = queryOf(ListQuery, call.query);
    return given(pageOf(FieldDefinition), page(call.world.fields.get(botOf(call).id) ?? [], before, limit));
  },
  list_flows: (call) => {
    const { before, limit } = queryOf(ListQuery, call.query);
    return given(pageOf(FlowSummary), page(call.world.flows.get(botOf(call).id) ?? [], before, limit));
  },

  get_flow: (call) => {
    const flow = found((call.world.flows.get(botOf(call).id) ?? []).find(({ id }) => id === call.params['flow_id']));
    return given(FlowDetail, { ...flow, graph: call.world.graphs.get(flow.id) ?? null });
  },

  list_contacts: ({ world, query }) => {
    const { before, limit, bot_id: botId, search, kind, tag } = queryOf(ContactsQuery, query);
    const needle = search?.toLowerCase();
    const rows = world.contacts
      .filter((one) => botId === undefined || one.bot_id === botId)
      .filter((one) => kind === undefined || OF_KIND[kind](one))
      .filter((one) => tag === undefined || one.tags.some((own) => own.toLowerCase() === tag.toLowerCase()))
      .filter(
        (one) =>
          needle === undefined ||
          [one.name, one.email, one.custom_user_id].some((text) => text?.toLowerCase().includes(needle)),
      )
      .sort(byNewest);
    return given(pageOf(ContactRow), page(rows.map(rowOf), before, limit));
  },
  get_contact: (call) => given(ContactDetail, contactOf(call)),
  update_contact_fields: (call) => {
    const contact = contactOf(call);
    const { fields } = taken(UpdateFieldsBody, call.body);
    const kept = contact.fields.filter((field) => !(field.name in fields));
    const now = call.world.at();
    const changed = Object.entries(fields).map(([name, value]) => ({
      name,
      value,
      provenance: 'agent' as const,
      updated_at: now,
    }));
    const name = typeof fields['name'] === 'string' ? { name: fields['name'] } : {};
    call.world.changeContact(contact.id, { fields: [...kept, ...changed], ...name });
  },
  block_contact: (call) => call.world.changeContact(contactOf(call).id, { blocked: true }),
  unblock_contact: (call) => call.world.changeContact(contactOf(call).id, { blocked: false }),
  erase_contact: (call) => {
    demandPassword(call);
    const { id } = contactOf(call);
    const { world } = call;
    world.contacts = world.contacts.filter((one) => one.id !== id);
    world.conversations = world.conversations.filter((one) => one.contact.id !== id);
  },
  rename_contact: (call) => {
    demandPassword(call);
    const { custom_user_id: id } = taken(RenameContactBody, call.body);
    const contact = contactOf(call);
    if (call.world.contacts.some((one) => one.custom_user_id === id && one.id !== contact.id)) {
      throw new Refusal('already_exists', 409, 'Another contact has this id.');
    }
    call.world.changeContact(contact.id, {
      custom_user_id: id,
      verified_at: null,
      verified_key_id: null,
      sessions: [],
    });
  },
  end_contact_sessions: (call) => {
    const { for_cause: forCause } = taken(EndSessionsBody, call.body);
    call.world.changeContact(contactOf(call).id, {
      sessions: [],
      ...(forCause ? { not_before: call.world.at() } : {}),
    });
  },
  lift_not_before: (call) => call.world.changeContact(contactOf(call).id, { not_before: null }),
  undo_link: (call) => {
    const contact = contactOf(call);
    const links = contact.links.map((link) =>
      link.id === call.params['link_id'] ? { ...link, undone_at: call.world.at() } : link,
    );
    call.world.changeContact(contact.id, { links });
  },

  list_conversations: ({ world, query }) => {
    const { before, limit, bot_id: botId, contact_id: contactId, status } = queryOf(ConversationsQuery, query);
    const rows = world.conversations
      .filter((one) => (botId ?? one.bot_id) === one.bot_id && (contactId ?? one.contact.id) === one.contact.id)
      .filter((one) => (status ?? one.status) === one.status)
      .sort((a, b) => (a.updated_at === b.updated_at ? (a.id < b.id ? 1 : -1) : a.updated_at < b.updated_at ? 1 : -1));
    return given(pageOf(ConversationSummary), page(rows, before, limit));
  },
  get_conversation: (call) => given(ConversationSummary, conversationOf(call)),
  list_messages: (call) => {
    const { before, limit } = queryOf(MessagesQuery, call.query);
    const below = before === undefined ? Number.MAX_SAFE_INTEGER : Number(before.slice(1));
    const all = (call.world.messages.get(conversationOf(call).id) ?? []).filter((one) => one.seq < below);
    const items = all.slice(-limit);
    return given(pageOf(Message), { items, next: (items[0]?.seq ?? 1) > 1 ? `s${items[0]?.seq}` : null });
  },
  reply: (call) => {
    const { client_id: clientId, text } = taken(SendMessageBody, call.body);
    const { id } = conversationOf(call);
    const stored = call.world.messages.get(id)?.find((one) => one.client_id === clientId);
    if (stored !== undefined && stored.body.text !== text) throw new Refusal('message_id_reused', 409);
    return given(Message, stored ?? call.world.say(id, 'agent', text, { client_id: clientId }));
  },
  set_conversation_status: (call) => {
    const { status } = taken(ConversationStatusBody, call.body);
    call.world.changeConversation(conversationOf(call).id, {
      status,
      updated_at: call.world.at(),
      ...(status === 'done' ? { bot_paused_until: null } : {}),
    });
  },
  pause_bot: (call) => {
    const { paused } = taken(BotPauseBody, call.body);
    const until = paused ? new Date(call.world.now() + 1_800_000).toISOString() : null;
    call.world.changeConversation(conversationOf(call).id, { bot_paused_until: until });
  },
  agent_seen: (call) => {
    const { seq } = taken(AgentSeenBody, call.body);
    const { id } = conversationOf(call);
    const unread = (call.world.messages.get(id) ?? []).filter((one) => one.author === 'visitor' && one.seq > seq);
    call.world.changeConversation(id, { unread: unread.length });
  },
};

const routes = (Object.keys(handlers) as RouteName[]).map((name) => ({
  name,
  method: ROUTES[name].method as string,
  open: ROUTES[name].audience === 'anyone' || ROUTES[name].audience === 'setup',
  row: ROUTES[name] as Route,
  pattern: new RegExp(`^${ROUTES[name].path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
}));

const problem = (refusal: Pick<Refusal, 'code' | 'status' | 'detail' | 'issues'>): Response =>
  Response.json(
    {
      type: `/docs/errors#${refusal.code}`,
      title: refusal.code,
      status: refusal.status,
      code: refusal.code,
      detail: refusal.detail,
      fix: 'Look at the far end.',
      request_id: 'req-far-end',
      ...(refusal.issues === undefined ? {} : { issues: refusal.issues }),
    },
    { status: refusal.status, headers: { 'content-type': 'application/problem+json' } },
  );

/** Answers one request as the API would. */
export const handle = async (world: World, request: Request): Promise<Response> => {
  const url = new URL(request.url);
  world.requests.push(`${request.method} ${url.pathname}`);
  for (const route of routes) {
    const match = route.method === request.method ? route.pattern.exec(url.pathname) : null;
    if (match === null) continue;
    try {
      const fault = world.faults.get(route.name);
      if (fault !== undefined && fault.times > 0) {
        fault.times--;
        throw new Refusal(fault.code, fault.status);
      }
      if (!route.open) {
        if (!world.signedIn) throw new Refusal('unauthenticated', 401);
        if (request.method !== 'GET' && request.headers.get('chatku-csrf') !== world.me.csrf) {
          throw new Refusal('csrf_refused', 403);
        }
        if (route.row.audience === 'member' && !may(world.me.user.role, route.row.permission)) {
          throw new Refusal('forbidden', 403);
        }
      }
      const text = request.method === 'GET' ? '' : await request.text();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      const answer = await handlers[route.name]?.({ world, params: match.groups ?? {}, query: url.searchParams, body });
      return answer === undefined ? new Response(null, { status: 204 }) : Response.json(answer);
    } catch (reason) {
      if (reason instanceof Refusal) return problem(reason);
      throw reason;
    }
  }
  return problem(new Refusal('not_found', 404, `The far end has no ${request.method} ${url.pathname}.`));
};
