import {
  AcceptInviteBody,
  AccountSession,
  AskPasswordResetBody,
  ChangePasswordBody,
  CreatedInvite,
  CreateInviteBody,
  Invite,
  InviteOffer,
  InviteSecretBody,
  ListQuery,
  MailSettings,
  MailState,
  MailTestResult,
  Me,
  Member,
  PasswordResetBody,
  PutMailSettingsBody,
  pageOf,
  RecoveryCodes,
  type RouteName,
  SecondStepBody,
  TwoStepOffBody,
  TwoStepOffer,
  TwoStepState,
  UpdateAccountBody,
  UpdateMemberBody,
  UpdateWorkspaceBody,
} from '@chatku/schemas';
import {
  type Call,
  demandPassword,
  Empty,
  found,
  given,
  type Handler,
  page,
  queryOf,
  Refusal,
  signedIn,
  taken,
} from './call.js';

const otherOf = ({ world, params }: Call): Member => {
  if (params['user_id'] === world.me.user.id) throw new Refusal('last_owner', 409, 'It is the last owner.');
  return found(world.staff.others.find((one) => one.id === params['user_id']));
};
const useCode = ({ world }: Call, code: string): void => {
  const { staff } = world;
  if (code === staff.code) return;
  if (!staff.recoveryCodes.includes(code)) throw new Refusal('second_step_refused', 403, 'This code is not right.');
  staff.recoveryCodes = staff.recoveryCodes.filter((one) => one !== code);
};
const set = (target: object, changes: object): void => {
  for (const [key, value] of Object.entries(changes)) if (value !== undefined) Object.assign(target, { [key]: value });
};

/** The routes of members, accounts and mail. */
export const staffHandlers: Partial<Record<RouteName, Handler>> = {
  list_members: ({ world, query }) => {
    const { before, limit } = queryOf(ListQuery, query);
    return given(pageOf(Member), page(world.staff.members, before, limit));
  },
  update_member: (call) => {
    const { role } = taken(UpdateMemberBody, call.body);
    const { world, params } = call;
    const { user } = world.me;
    // The last owner stays one.
    if (params['user_id'] === user.id && world.staff.others.some((one) => one.role === 'owner')) {
      user.role = role;
      return given(Member, found(world.staff.members.find((one) => one.id === user.id)));
    }
    const member = otherOf(call);
    if (role === 'owner') demandPassword(call);
    member.role = role;
    return given(Member, member);
  },
  deactivate_member: (call) => {
    const member = otherOf(call);
    member.deactivated_at = call.world.at();
    return given(Member, member);
  },
  reactivate_member: (call) => {
    const member = otherOf(call);
    member.deactivated_at = null;
    return given(Member, member);
  },
  transfer_ownership: (call) => {
    demandPassword(call);
    const member = otherOf(call);
    member.role = 'owner';
    call.world.me.user.role = 'admin';
    return given(Member, member);
  },
  list_invites: ({ world, query }) => {
    const { before, limit } = queryOf(ListQuery, query);
    return given(pageOf(Invite), page(world.staff.invites, before, limit));
  },
  create_invite: ({ world, body }) => {
    const { role, email, send } = taken(CreateInviteBody, body);
    const invite = world.staff.addInvite({ role, email: email ?? null });
    const link = `https://chat.kedaisenja.example/console/join#${'I'.repeat(43)}`;
    return given(CreatedInvite, { ...invite, link, sent: send === true });
  },
  revoke_invite: ({ world, params }) => {
    const { staff } = world;
    found(staff.invites.find((one) => one.id === params['invite_id']));
    staff.invites = staff.invites.filter((one) => one.id !== params['invite_id']);
  },
  look_at_invite: ({ world, body }) => {
    const { secret } = taken(InviteSecretBody, body);
    if (secret !== world.staff.inviteSecret) throw new Refusal('invite_refused', 403, 'It was used.');
    const email = world.staff.inviteEmail;
    return given(InviteOffer, { workspace_name: world.me.workspace.name, role: 'agent', email });
  },
  accept_invite: (call) => {
    const body = taken(AcceptInviteBody, call.body);
    const { world } = call;
    if (body.secret !== world.staff.inviteSecret) throw new Refusal('invite_refused', 403, 'It was used.');
    world.staff.inviteSecret = null;
    world.password = body.password;
    set(world.me.user, { name: body.name, email: body.email, language: body.language, role: 'agent' });
    return signedIn(call);
  },

  update_account: ({ world, body }) => {
    set(world.me.user, taken(UpdateAccountBody, body));
    return given(Me, world.me);
  },
  update_workspace: ({ world, body }) => {
    set(world.me.workspace, taken(UpdateWorkspaceBody, body));
    return given(Me, world.me);
  },
  change_password: ({ world, body }) => {
    const { old_password: old, new_password: fresh } = taken(ChangePasswordBody, body);
    if (old !== world.password) throw new Refusal('sign_in_refused', 403, 'This is not your password.');
    world.password = fresh;
    world.staff.sessions = world.staff.sessions.filter((one) => one.current);
  },
  list_own_sessions: ({ world }) => given(pageOf(AccountSession), { items: world.staff.sessions, next: null }),
  end_own_session: ({ world, params }) => {
    found(world.staff.sessions.find((one) => one.id === params['session_id']));
    world.staff.sessions = world.staff.sessions.filter((one) => one.id !== params['session_id']);
  },
  end_other_sessions: ({ world }) => {
    world.staff.sessions = world.staff.sessions.filter((one) => one.current);
  },

  two_step_state: ({ world }) =>
    given(TwoStepState, { on: world.me.user.two_step, recovery_codes_left: world.staff.recoveryCodes.length }),
  two_step_begin: (call) => {
    demandPassword(call);
    taken(Empty, call.body);
    const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
    const uri = `otpauth://totp/Chatku:nurul%40kedaisenja.example?secret=${secret}&issuer=Chatku&algorithm=SHA1&digits=6&period=30`;
    return given(TwoStepOffer, { ticket: call.world.staff.ticket, secret, uri });
  },
  two_step_confirm: (call) => {
    const { code } = taken(SecondStepBody, call.body);
    const { world } = call;
    if (code !== world.staff.code) throw new Refusal('second_step_refused', 403, 'This code is not right.');
    world.me.user.two_step = true;
    world.staff.recoveryCodes = Array.from({ length: 10 }, (_, n) => `K7QM-2XWP-9TR${'ABCDEFGHJK'[n]}`);
    return given(RecoveryCodes, { codes: world.staff.recoveryCodes });
  },
  two_step_off: (call) => {
    const { password, code } = taken(TwoStepOffBody, call.body);
    const { world } = call;
    if (password !== world.password) throw new Refusal('sign_in_refused', 403, 'This is not your password.');
    useCode(call, code);
    world.me.user.two_step = false;
    world.staff.recoveryCodes = [];
  },
  second_step: (call) => {
    const { ticket, code } = taken(SecondStepBody, call.body);
    if (ticket !== call.world.staff.ticket) throw new Refusal('second_step_expired', 403, 'It took too long.');
    useCode(call, code);
    return signedIn(call);
  },
  ask_password_reset: ({ world, body }) => {
    world.staff.asked.push(taken(AskPasswordResetBody, body).email);
  },
  use_password_reset: ({ world, body }) => {
    const { secret, password } = taken(PasswordResetBody, body);
    if (secret !== world.staff.resetSecret) throw new Refusal('reset_link_refused', 403, 'It was used.');
    world.staff.resetSecret = null;
    world.password = password;
  },

  mail_state: ({ world }) => given(MailState, { ready: world.staff.mail.source !== 'none' }),
  get_mail: ({ world }) => given(MailSettings, world.staff.mail),
  put_mail: (call) => {
    demandPassword(call);
    const { password, ...rest } = taken(PutMailSettingsBody, call.body);
    const has = typeof password === 'string' || (password === undefined && call.world.staff.mail.has_password);
    call.world.staff.mail = { ...rest, source: 'stored', has_password: has && rest.user !== null };
    return given(MailSettings, call.world.staff.mail);
  },
  delete_mail: (call) => {
    demandPassword(call);
    set(call.world.staff.mail, { source: 'none', host: null, port: null, security: null, user: null, from: null });
    call.world.staff.mail.has_password = false;
  },
  test_mail: ({ world, body }) => {
    taken(Empty, body);
    const failure = world.staff.mailFailure;
    const detail = failure === null ? null : '535 5.7.8 Authentication credentials invalid';
    return given(MailTestResult, { sent: failure === null, failure, detail });
  },
};
