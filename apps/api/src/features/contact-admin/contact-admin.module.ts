import { Module } from '@nestjs/common';
import { BotsModule } from '../bots/index.js';
import { ContactsModule } from '../contacts/index.js';
import { ConversationsModule } from '../conversations/index.js';
import { FlowsModule } from '../flows/index.js';
import { IdentityModule } from '../identity/index.js';
import { SessionsModule } from '../sessions/index.js';
import { WorkspacesModule } from '../workspaces/index.js';
import { ContactActsService, ContactDesk } from './contact-acts.service.js';
import { ContactErasureService } from './contact-erasure.service.js';
import { ContactExportController } from './contact-export.controller.js';
import { ContactExportService } from './contact-export.service.js';
import { ContactProofs, ContactViewsService } from './contact-views.service.js';
import { ContactsController } from './contacts.controller.js';
import { FieldAdminService } from './field-admin.service.js';
import { FieldsController } from './fields.controller.js';
import { PutContactController } from './put-contact.controller.js';
import { PutContactService } from './put-contact.service.js';

@Module({
  imports: [
    BotsModule,
    ContactsModule,
    ConversationsModule,
    FlowsModule,
    IdentityModule,
    SessionsModule,
    WorkspacesModule,
  ],
  controllers: [ContactsController, ContactExportController, FieldsController, PutContactController],
  providers: [
    ContactActsService,
    ContactDesk,
    ContactErasureService,
    ContactExportService,
    ContactProofs,
    ContactViewsService,
    FieldAdminService,
    PutContactService,
  ],
  exports: [ContactErasureService],
})
export class ContactAdminModule {}
