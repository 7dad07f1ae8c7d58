/**
 * Whose presence one console can watch at a time: more than a screen shows. Apart from the frames, so that a page carries no
 * schema library for two numbers.
 */
export const WATCHED_CONTACTS_MAX = 300;
export const WATCHED_MEMBERS_MAX = 100;
