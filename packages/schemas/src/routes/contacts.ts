import type { Route } from './route.js';

/** Contacts, in the console. */
export const CONTACT_ROUTES = {
  list_contacts: { method: 'GET', path: '/v1/console/contacts', audience: 'member', permission: 'contacts.read' },
  get_contact: {
    method: 'GET',
    path: '/v1/console/contacts/:contact_id',
    audience: 'member',
    permission: 'contacts.read',
  },
  list_contact_events: {
    method: 'GET',
    path: '/v1/console/contacts/:contact_id/events',
    audience: 'member',
    permission: 'contacts.read',
  },
  export_contacts: {
    method: 'POST',
    path: '/v1/console/contact-export',
    audience: 'member',
    permission: 'contacts.export',
  },
  add_contact_tag: {
    method: 'PUT',
    path: '/v1/console/contacts/:contact_id/tags',
    audience: 'member',
    permission: 'contacts.write',
  },
  remove_contact_tag: {
    method: 'DELETE',
    path: '/v1/console/contacts/:contact_id/tags',
    audience: 'member',
    permission: 'contacts.write',
  },
  end_contact_session: {
    method: 'DELETE',
    path: '/v1/console/contacts/:contact_id/sessions/:session_id',
    audience: 'member',
    permission: 'contacts.block',
  },
  update_contact_fields: {
    method: 'PATCH',
    path: '/v1/console/contacts/:contact_id/fields',
    audience: 'member',
    permission: 'contacts.write',
  },
  block_contact: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/block',
    audience: 'member',
    permission: 'contacts.block',
  },
  unblock_contact: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/unblock',
    audience: 'member',
    permission: 'contacts.block',
  },
  erase_contact: {
    method: 'DELETE',
    path: '/v1/console/contacts/:contact_id',
    audience: 'member',
    permission: 'contacts.erase',
    recent_password: true,
  },
  rename_contact: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/rename',
    audience: 'member',
    permission: 'contacts.rename',
    recent_password: true,
  },
  end_contact_sessions: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/end-sessions',
    audience: 'member',
    permission: 'contacts.block',
  },
  lift_not_before: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/lift',
    audience: 'member',
    permission: 'contacts.lift',
  },
  undo_link: {
    method: 'POST',
    path: '/v1/console/contacts/:contact_id/links/:link_id/undo',
    audience: 'member',
    permission: 'contacts.write',
  },
} as const satisfies Record<string, Route>;
