import * as v from 'valibot';
import { ROLES } from '../permissions.js';
import { shape } from '../shape.js';
import { line, secret256, text, uuid } from '../text.js';

export const CONSOLE_LOCALES = ['en', 'ms', 'zh-Hans'] as const;
/** An e-mail address, as far as a pattern can tell. */
export const emailAddress = v.pipe(line(254, 3), v.regex(/^[^\s@<>"]+@[^\s@<>"]+$/));
/** A password somebody chooses: at least 10 characters. */
export const newPassword = text(200, 10);

/** `GET /v1/console/setup`: does this installation still need its owner? */
export const SetupState = shape({ needed: v.boolean() });
export type SetupState = v.InferOutput<typeof SetupState>;

/** First-run sign-up. The code is printed in the server's terminal. */
export const SetupBody = shape({
  code: line(40, 1),
  workspace_name: line(80, 1),
  name: line(80, 1),
  email: emailAddress,
  password: newPassword,
  /** IANA time zone and language of the browser, as defaults of the workspace. */
  timezone: line(64, 1),
  language: v.picklist(CONSOLE_LOCALES),
});
export type SetupBody = v.InferOutput<typeof SetupBody>;

export const SignInBody = shape({ email: emailAddress, password: text(200, 1) });
export type SignInBody = v.InferOutput<typeof SignInBody>;
/** The secret stands in the fragment of the link printed in the terminal; it works once. */
export const SignInLinkBody = shape({ secret: secret256 });
export type SignInLinkBody = v.InferOutput<typeof SignInLinkBody>;
export const PasswordBody = shape({ password: text(200, 1) });
export type PasswordBody = v.InferOutput<typeof PasswordBody>;

/** Who is signed in. `csrf` goes back in the header `Chatku-Csrf` of every change, and in the socket's first frame. */
export const Me = shape({
  user: shape({
    id: uuid,
    name: line(80),
    email: line(254),
    role: v.picklist(ROLES),
    /** Their own, or the workspace's. */
    language: v.picklist(CONSOLE_LOCALES),
    two_step: v.boolean(),
  }),
  workspace: shape({
    id: uuid,
    name: line(80),
    timezone: line(64),
    language: v.picklist(CONSOLE_LOCALES),
    /** ISO 3166: phone numbers written without a prefix are taken for numbers of this country. */
    country: v.nullable(line(2)),
    /** For example `+60`. */
    phone_prefix: v.nullable(line(5)),
    /** ISO 4217. */
    currency: v.nullable(line(3)),
  }),
  csrf: secret256,
});
export type Me = v.InferOutput<typeof Me>;
export const CSRF_HEADER = 'chatku-csrf';
