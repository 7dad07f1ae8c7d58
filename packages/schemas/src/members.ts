import * as v from 'valibot';
import { INVITE_ROLES, MAIL_SECURITIES } from './choices.js';
import { CONSOLE_LOCALES, emailAddress, newPassword } from './console/sign-in.js';
import { ROLES } from './permissions.js';
import { shape } from './shape.js';
import { instant, line, secret256, text, uuid } from './text.js';

// ── members and invitations ─────────────────────────────────────────────────────────────────────

/** Somebody of the workspace. */
export const Member = shape({
  id: uuid,
  name: line(80),
  email: line(254),
  role: v.picklist(ROLES),
  /** Does signing in ask for a code as well? */
  two_step: v.boolean(),
  /** Since when they cannot sign in any more; null: they can. */
  deactivated_at: v.nullable(instant),
  /** Is their console open at this moment, as far as the node that answers knows? */
  online: v.boolean(),
  created_at: instant,
});
export type Member = v.InferOutput<typeof Member>;
export const UpdateMemberBody = shape({ role: v.picklist(ROLES) });
export type UpdateMemberBody = v.InferOutput<typeof UpdateMemberBody>;

export const Invite = shape({
  id: uuid,
  role: v.picklist(INVITE_ROLES),
  /** Only this address may accept; null: whoever has the link. */
  email: v.nullable(line(254)),
  created_at: instant,
  expires_at: instant,
});
export type Invite = v.InferOutput<typeof Invite>;
export const CreateInviteBody = shape({
  role: v.picklist(INVITE_ROLES),
  email: v.optional(v.nullable(emailAddress)),
  /** Send the link to `email` by mail, too. */
  send: v.optional(v.boolean()),
});
export type CreateInviteBody = v.InferOutput<typeof CreateInviteBody>;
/** The only time the link is seen; its secret stands in the fragment. */
export const CreatedInvite = shape({ ...Invite.entries, link: line(400), sent: v.boolean() });
export type CreatedInvite = v.InferOutput<typeof CreatedInvite>;

export const InviteSecretBody = shape({ secret: secret256 });
export type InviteSecretBody = v.InferOutput<typeof InviteSecretBody>;
/** What somebody is invited to. */
export const InviteOffer = shape({
  workspace_name: line(80),
  role: v.picklist(INVITE_ROLES),
  email: v.nullable(line(254)),
});
export type InviteOffer = v.InferOutput<typeof InviteOffer>;
export const AcceptInviteBody = shape({
  secret: secret256,
  name: line(80, 1),
  email: emailAddress,
  password: newPassword,
  language: v.picklist(CONSOLE_LOCALES),
});
export type AcceptInviteBody = v.InferOutput<typeof AcceptInviteBody>;

// ── one's own account ───────────────────────────────────────────────────────────────────────────

export const UpdateAccountBody = shape({
  name: v.optional(line(80, 1)),
  language: v.optional(v.picklist(CONSOLE_LOCALES)),
});
export type UpdateAccountBody = v.InferOutput<typeof UpdateAccountBody>;
export const ChangePasswordBody = shape({ old_password: text(200, 1), new_password: newPassword });
export type ChangePasswordBody = v.InferOutput<typeof ChangePasswordBody>;

/** A browser on which somebody is signed in. */
export const AccountSession = shape({
  id: uuid,
  /** Browser and system, as far as they were told; null: not. */
  browser: v.nullable(line(80)),
  created_at: instant,
  last_seen_at: instant,
  /** Is it the one that asks? */
  current: v.boolean(),
});
export type AccountSession = v.InferOutput<typeof AccountSession>;

/** `anyone` may ask; the answer is the same whether the address is known or not. */
export const AskPasswordResetBody = shape({ email: emailAddress });
export type AskPasswordResetBody = v.InferOutput<typeof AskPasswordResetBody>;
export const PasswordResetBody = shape({ secret: secret256, password: newPassword });
export type PasswordResetBody = v.InferOutput<typeof PasswordResetBody>;

// ── two-step sign-in ────────────────────────────────────────────────────────────────────────────

const ticket = v.pipe(v.string(), v.regex(/^v1\.[A-Za-z0-9_-]{1,1000}$/));
/** Six digits of the app, or a recovery code, as they are typed. */
const typedCode = line(40, 1);

/** The password was right, and a code is wanted: send it with the ticket before that expires. */
export const SecondStep = shape({ second_step: shape({ ticket, expires_at: instant }) });
export type SecondStep = v.InferOutput<typeof SecondStep>;
export const SecondStepBody = shape({ ticket, code: typedCode });
export type SecondStepBody = v.InferOutput<typeof SecondStepBody>;

export const TwoStepState = shape({ on: v.boolean(), recovery_codes_left: v.number() });
export type TwoStepState = v.InferOutput<typeof TwoStepState>;
/** What an authenticator app needs. Nothing is stored until a code of it comes back with the ticket. */
export const TwoStepOffer = shape({ ticket, secret: line(64), uri: line(1000) });
export type TwoStepOffer = v.InferOutput<typeof TwoStepOffer>;
/** The only time the recovery codes are seen. */
export const RecoveryCodes = shape({ codes: v.array(line(40)) });
export type RecoveryCodes = v.InferOutput<typeof RecoveryCodes>;
export const TwoStepOffBody = shape({ password: text(200, 1), code: typedCode });
export type TwoStepOffBody = v.InferOutput<typeof TwoStepOffBody>;

// ── mail ────────────────────────────────────────────────────────────────────────────────────────

const host = v.pipe(v.string(), v.regex(/^[0-9A-Za-z:](?:[0-9A-Za-z.:_-]{0,251}[0-9A-Za-z:])?$/));
const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
/** `a@b.c`, or with a name: `Kedai Senja <a@b.c>`. */
export const mailSender = v.pipe(
  line(254, 3),
  v.regex(/^(?:[^<>"@,;:\\]{1,100} <[^\s@<>"]+@[^\s@<>"]+>|[^\s@<>"]+@[^\s@<>"]+)$/),
);

/** How mails leave. The password is never told. */
export const MailSettings = shape({
  /** The environment of the server wins over what is stored. */
  source: v.picklist(['none', 'stored', 'environment']),
  host: v.nullable(line(253)),
  port: v.nullable(v.number()),
  security: v.nullable(v.picklist(MAIL_SECURITIES)),
  user: v.nullable(line(254)),
  has_password: v.boolean(),
  from: v.nullable(line(254)),
});
export type MailSettings = v.InferOutput<typeof MailSettings>;
export const PutMailSettingsBody = shape({
  host,
  port,
  security: v.picklist(MAIL_SECURITIES),
  user: v.nullable(line(254, 1)),
  /** Left out: the stored password stays, as long as host and user do. */
  password: v.optional(v.nullable(text(500, 1))),
  from: mailSender,
});
export type PutMailSettingsBody = v.InferOutput<typeof PutMailSettingsBody>;
/** Can mail be sent at all? */
export const MailState = shape({ ready: v.boolean() });
export type MailState = v.InferOutput<typeof MailState>;

/** Why a mail did not leave, by the step that failed. */
export const MAIL_FAILURES = ['dns', 'connection', 'timeout', 'tls', 'auth', 'sender', 'recipient', 'refused'] as const;
export type MailFailureReason = (typeof MAIL_FAILURES)[number];
export const MailTestResult = shape({
  sent: v.boolean(),
  failure: v.nullable(v.picklist(MAIL_FAILURES)),
  /** What the mail server said, for a person; never the password. */
  detail: v.nullable(text(500)),
});
export type MailTestResult = v.InferOutput<typeof MailTestResult>;

// ── workspace ───────────────────────────────────────────────────────────────────────────────────

export const UpdateWorkspaceBody = shape({
  name: v.optional(line(80, 1)),
  timezone: v.optional(line(64, 1)),
  language: v.optional(v.picklist(CONSOLE_LOCALES)),
  /** ISO 3166, two capital letters; null: none. */
  country: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[A-Z]{2}$/)))),
  /** ISO 4217, three capital letters; null: none. */
  currency: v.optional(v.nullable(v.pipe(v.string(), v.regex(/^[A-Z]{3}$/)))),
});
export type UpdateWorkspaceBody = v.InferOutput<typeof UpdateWorkspaceBody>;
