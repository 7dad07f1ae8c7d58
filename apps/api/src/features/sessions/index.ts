import type { Feature } from '../../platform/feature.js';
import { BrowserGroup } from './browser-group.entity.js';
import { PageSession } from './page-session.entity.js';
import { SessionsModule } from './sessions.module.js';

export { readBearer } from './page-header.js';
export type { EndReason, PageSession } from './page-session.entity.js';
export { SessionsModule } from './sessions.module.js';
export { SessionsService, VERIFIED_SILENCE_MS } from './sessions.service.js';
export { isTokenShape, newToken, tokenHash } from './tokens.js';
export type { PageRequest, Visitor } from './visitor.js';
export { CurrentPage, CurrentVisitor, PageGuard, requireOrigin, VerifiedGuard, VisitorGuard } from './widget.guard.js';

export const sessionsFeature: Feature = {
  name: 'sessions',
  module: SessionsModule,
  entities: [PageSession, BrowserGroup],
};
