import type { WidgetServerFrame } from '@chatku/schemas';
import { after, type World } from './world.js';

/** The widget's socket pings this often; that is the session's heartbeat. */
export const PING_MS = 45_000;
/** Silence after a ping, or after opening, for so long means that the connection is dead. */
const SILENCE_MS = 12_000;

export type Stream = {
  send(frame: object): void;
  /** Asks for a sign of life. */
  ping(): void;
  close(): void;
};

/**
 * Opens one socket and says hello. `frame` gets what comes in, null when the connection is gone; nothing after that, and
 * nothing after `close()`. It never opens another: whoever made it decides what comes next.
 */
export const openStream = (
  world: World,
  url: string,
  hello: object,
  frame: (frame: WidgetServerFrame | null) => void,
): Stream => {
  const socket = new world.WebSocket(url);
  let stopWaiting: () => void;
  let stopPinging: (() => void) | undefined;

  const close = () => {
    stopWaiting();
    stopPinging?.();
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  };
  const down = () => {
    close();
    frame(null);
  };
  const send = (what: object) => {
    if (socket.readyState === 1) socket.send(JSON.stringify(what));
  };
  const ping = () => {
    stopPinging?.();
    stopPinging = after(world, PING_MS, ping);
    send({ type: 'ping' });
    stopWaiting();
    stopWaiting = after(world, SILENCE_MS, down);
  };

  socket.onopen = () => {
    send(hello);
    stopPinging = after(world, PING_MS, ping);
  };
  socket.onmessage = ({ data }) => {
    stopWaiting();
    frame(JSON.parse(data));
  };
  socket.onclose = down;
  stopWaiting = after(world, SILENCE_MS, down);
  return { send, ping, close };
};
