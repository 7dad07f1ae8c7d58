import { accountsFeature } from './features/accounts/index.js';
import { auditLogFeature } from './features/audit-log/index.js';
import { backgroundJobsFeature } from './features/background-jobs/index.js';
import { botsFeature } from './features/bots/index.js';
import { contactAdminFeature } from './features/contact-admin/index.js';
import { contactsFeature } from './features/contacts/index.js';
import { conversationsFeature } from './features/conversations/index.js';
import { demoFeature } from './features/demo/index.js';
import { doctorFeature } from './features/doctor/index.js';
import { errorLogFeature } from './features/error-log/index.js';
import { eventsFeature } from './features/events/index.js';
import { flowAdminFeature } from './features/flow-admin/index.js';
import { flowsFeature } from './features/flows/index.js';
import { identityFeature } from './features/identity/index.js';
import { installationsFeature } from './features/installations/index.js';
import { mailFeature } from './features/mail/index.js';
import { membersFeature } from './features/members/index.js';
import { onboardingFeature } from './features/onboarding/index.js';
import { pageActsFeature } from './features/page-acts/index.js';
import { presenceFeature } from './features/presence/index.js';
import { realtimeFeature } from './features/realtime/index.js';
import { retentionFeature } from './features/retention/index.js';
import { sessionsFeature } from './features/sessions/index.js';
import { widgetDeliveryFeature } from './features/widget-delivery/index.js';
import { workspacesFeature } from './features/workspaces/index.js';
import type { Feature } from './platform/feature.js';

/**
 * All rooms of the house. A feature is added here and nowhere else: its wiring, entities and commands come with it.
 */
export const FEATURES: readonly Feature[] = [
  workspacesFeature,
  auditLogFeature,
  retentionFeature,
  backgroundJobsFeature,
  mailFeature,
  membersFeature,
  accountsFeature,
  botsFeature,
  eventsFeature,
  presenceFeature,
  contactsFeature,
  installationsFeature,
  sessionsFeature,
  flowsFeature,
  errorLogFeature,
  conversationsFeature,
  identityFeature,
  pageActsFeature,
  contactAdminFeature,
  flowAdminFeature,
  onboardingFeature,
  realtimeFeature,
  widgetDeliveryFeature,
  demoFeature,
  doctorFeature,
];
