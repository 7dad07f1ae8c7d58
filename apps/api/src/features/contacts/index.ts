import type { Feature } from '../../platform/feature.js';
import { Contact } from './contact.entity.js';
import { ContactEvent } from './contact-event.entity.js';
import { ContactField } from './contact-field.entity.js';
import { ContactTag } from './contact-tag.entity.js';
import { ContactsModule } from './contacts.module.js';
import { FieldDefinition } from './field-definition.entity.js';

export { AttributesService, type FieldWrite, judgeAttributes } from './attributes.service.js';
export type { Contact } from './contact.entity.js';
export { toContactEvent, toContactField, toContactSummary } from './contact.mapper.js';
export { ContactEventsService } from './contact-events.service.js';
export type { ContactField } from './contact-field.entity.js';
export { ContactRecordsService } from './contact-records.service.js';
export { contactSnapshot } from './contact-snapshot.js';
export type { ContactTag } from './contact-tag.entity.js';
export { ContactsModule } from './contacts.module.js';
export { type Browser, ContactsService } from './contacts.service.js';
export type { ContactsFilter } from './contacts-filter.js';
export type { FieldDefinition } from './field-definition.entity.js';
export { fieldEnv } from './field-env.js';
export { FieldsService } from './fields.service.js';

export const contactsFeature: Feature = {
  name: 'contacts',
  module: ContactsModule,
  entities: [Contact, ContactEvent, ContactField, ContactTag, FieldDefinition],
};
