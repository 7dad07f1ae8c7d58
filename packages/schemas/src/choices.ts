/**
 * Closed lists that a person picks from. They stand apart from the shapes that check them, so that a page which only offers
 * the choice carries no schema library.
 */

/** What a new bot shall do. It answers from its first minute, with flows that its owner may change. */
export const BOT_PURPOSES = ['greet', 'answer', 'lead', 'handover'] as const;
export type BotPurpose = (typeof BOT_PURPOSES)[number];

/** Roles somebody can be invited to; an owner is never invited. */
export const INVITE_ROLES = ['admin', 'member', 'supervisor', 'agent'] as const;

/** How a mail server is talked to: TLS from the start, TLS after a greeting, or none. */
export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];
