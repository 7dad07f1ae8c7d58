import { ConsoleClientFrame, ConsoleServerFrame } from '@chatku/schemas';
import * as v from 'valibot';
import type { World } from './world.js';

/** One end of a socket: takes frames as text, sends frames as text, can close. */
export type Wire = { send(text: string): void; close(code: number): void };

/** The far end of the console's socket over any wire. Call `take` with each frame, `gone` when the wire is cut. */
export const speak = (world: World, wire: Wire): { take(text: string): void; gone(): void } => {
  let stop: (() => void) | null = null;
  let watched = { contact_ids: [] as string[], member_ids: [] as string[] };
  const send = (frame: ConsoleServerFrame): void => {
    v.assert(ConsoleServerFrame, frame);
    wire.send(JSON.stringify(frame));
  };
  const bye = (code: 'session_expired' | 'resync_required' | 'shutting_down'): void => {
    send({ type: 'bye', code });
    wire.close(4403);
  };
  return {
    take(text) {
      const frame = v.safeParse(ConsoleClientFrame, JSON.parse(text));
      if (!frame.success || (frame.output.type === 'hello') !== (stop === null)) return wire.close(4400);
      const said = frame.output;
      if (said.type === 'ping') return send({ type: 'pong' });
      if (said.type === 'typing') return;
      if (said.type === 'watch') {
        watched = said;
        const now = (ids: string[]) => ids.map((id) => ({ id, online: world.isOnline(id), last_seen_at: null }));
        return send({ type: 'presence', contacts: now(said.contact_ids), members: now(said.member_ids) });
      }
      if (!world.signedIn || said.csrf !== world.me.csrf) return bye('session_expired');
      const missed = said.after === undefined ? [] : world.after(said.after);
      if (missed === null) return bye('resync_required');
      send({ type: 'welcome', cursor: world.cursor });
      for (const { cursor, event } of missed) send({ type: 'event', cursor, event });
      stop = world.listen({
        event: ({ cursor, event }) => send({ type: 'event', cursor, event }),
        presence: (told) => {
          const [contacts, members] = [watched.contact_ids, watched.member_ids].map((ids) =>
            ids.includes(told.id) ? [told] : [],
          );
          if (contacts?.length || members?.length)
            send({ type: 'presence', contacts: contacts ?? [], members: members ?? [] });
        },
        typing: (id) => send({ type: 'typing', conversation_id: id }),
        drop: (code) => (typeof code === 'string' ? bye(code) : wire.close(code ?? 1006)),
      });
    },
    gone() {
      stop?.();
      stop = null;
    },
  };
};
