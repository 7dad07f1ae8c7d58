import type { Feature } from '../../platform/feature.js';
import { MailModule } from './mail.module.js';
import { StoredMailSettings } from './mail-settings.entity.js';
import { sealedMail } from './sealed-mail.service.js';

export { MailModule } from './mail.module.js';
export { findMailServer, MailService, mailServerOfEnvironment } from './mail.service.js';
export type { MailLanguage } from './mail-texts.js';

export const mailFeature: Feature = {
  name: 'mail',
  module: MailModule,
  entities: [StoredMailSettings],
  sealed: sealedMail,
};
