import { WIDGET_SOCKET_PATH } from '@chatku/schemas';
import { CLOSE } from '../realtime/index.js';
import type { FarSide } from './far-side.js';
import { type Finding, fail, ok } from './finding.js';

const FIX =
  'Let the proxy pass WebSockets: HTTP/1.1 and the headers Upgrade and Connection (docs/self-hosting.md has the lines).';

const silent = fail(
  'WebSocket',
  'websocket_silent',
  'A WebSocket opens, and no frame of it passes.',
  'Something on the way holds back what it is sent: switch its buffering or inspection of WebSockets off.',
);

/** Does a WebSocket reach the server by the public address, and do frames pass both ways at once? */
export async function checkSocket(publicUrl: string, far: FarSide): Promise<Finding> {
  const outcome = await far.socket(`${publicUrl.replace(/^http/, 'ws')}${WIDGET_SOCKET_PATH}`, '{}');
  switch (outcome.kind) {
    case 'closed':
      if (outcome.code === CLOSE.malformed) {
        return ok('WebSocket', 'Opens by the public address, and frames pass both ways.');
      }
      // The server has waited for a first frame in vain.
      if (outcome.code === CLOSE.unauthenticated) return silent;
      return fail('WebSocket', 'websocket_refused', `The proxy closes WebSockets (${outcome.code}).`, FIX);
    case 'refused':
      return fail(
        'WebSocket',
        'websocket_refused',
        `The proxy does not open WebSockets (it answered ${outcome.status}).`,
        FIX,
      );
    case 'failed':
      return fail('WebSocket', 'websocket_refused', `No WebSocket reaches the server (${outcome.reason}).`, FIX);
    case 'silent':
      return silent;
  }
}
