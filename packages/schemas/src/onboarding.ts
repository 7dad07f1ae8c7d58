import * as v from 'valibot';
import { IdentityLogEntry } from './console/keys.js';
import { shape } from './shape.js';
import { instant, line } from './text.js';

/**
 * What the installation check finds about one website, the most pressing first:
 * - `origin_not_allowed`: the bot turned it away; its origin is not listed;
 * - `public_url_is_local`: the server's public address works on the server's own machine only, and this website is another;
 * - `mixed_content`: an https page cannot talk to a server whose public address is http;
 * - `loaded_but_silent`: pages have the script, and no chat of theirs ever reached the API: nobody opened it yet, or a
 *   content security policy keeps it from talking;
 * - `several_bots`: another bot of this workspace is loaded by the same website at the same time; a page has one chat;
 * - `identity_refused`: the last proof was refused; the diagnosis says why;
 * - `no_proof`: chats come, and no page of it ever called `setUser`;
 * - `verified`: the last proof was good.
 */
export const INSTALLATION_FINDINGS = [
  'origin_not_allowed',
  'public_url_is_local',
  'mixed_content',
  'loaded_but_silent',
  'several_bots',
  'identity_refused',
  'no_proof',
  'verified',
] as const;
export type InstallationFinding = (typeof INSTALLATION_FINDINGS)[number];

/** A website a bot was seen on. Says nothing of its visitors. */
export const InstallationState = shape({
  origin: line(300),
  /** Does the bot let this origin in? */
  allowed: v.boolean(),
  first_at: instant,
  /** When a page of it last asked for the script, last talked to the API, was last turned away; to the minute. */
  loaded_at: v.nullable(instant),
  /** The loader that was handed out then, and whether it is the one of today; null before it was seen. */
  loader: v.nullable(shape({ build: line(64), current: v.boolean() })),
  talked_at: v.nullable(instant),
  refused_at: v.nullable(instant),
  /** The newest row of the identity log from this website. */
  identity: v.nullable(IdentityLogEntry),
  findings: v.array(v.picklist(INSTALLATION_FINDINGS)),
});
export type InstallationState = v.InferOutput<typeof InstallationState>;

/** `GET .../installations`: at most 50 websites, what was seen last first. */
export const Installations = shape({ items: v.array(InstallationState) });
export type Installations = v.InferOutput<typeof Installations>;

/** `GET .../checklist`: how far a new bot has come. */
export const Checklist = shape({
  /** When somebody last chatted with it. */
  chat_at: v.nullable(instant),
  /** The first website it was embedded in, the console's own preview not counted. */
  embed: v.nullable(shape({ origin: line(300), at: instant })),
  /** When a user was last verified. */
  verified_at: v.nullable(instant),
  /** Members of the workspace, oneself included. */
  members: v.number(),
});
export type Checklist = v.InferOutput<typeof Checklist>;
