/**
 * Loaded into a server before anything else of it (`node --import`): its clock can be set by whoever started it, as an administrator or a
 * time service sets a machine's. Timers go on as they do on a machine: they count what passes, not what the clock says.
 */
const Machine = globalThis.Date;
let aheadMs = Number(process.env.CHAOS_CLOCK_AHEAD_MS ?? 0);

const now = () => Machine.now() + aheadMs;
globalThis.Date = new Proxy(Machine, {
  construct: (target, given, as) => Reflect.construct(target, given.length === 0 ? [now()] : given, as),
  apply: () => new Machine(now()).toString(),
  get: (target, name, as) => (name === 'now' ? now : Reflect.get(target, name, as)),
});

process.on('message', (/** @type {{ kind?: string, aheadMs?: number }} */ message) => {
  if (message.kind !== 'clock') return;
  aheadMs = message.aheadMs ?? 0;
  process.send?.({ kind: 'clock' });
});
// Whoever listens to its parent does not live for that alone.
process.channel?.unref();
