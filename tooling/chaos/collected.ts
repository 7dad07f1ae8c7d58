import { WebSocket } from 'ws';

/** Given to a server, its memory can be asked for after a collection. */
export const INSPECTABLE = { NODE_OPTIONS: '--inspect=127.0.0.1:0' };

/**
 * Where a process can be inspected. Asked at its beginning, since of what it prints only the end is kept.
 *
 * @param output what the process printed; it was started with {@link INSPECTABLE}
 */
export function inspectorIn(output: string): string {
  const [address] = /ws:\/\/127\.0\.0\.1:\d+\/[0-9a-f-]+/.exec(output) ?? [];
  if (address === undefined) throw new Error(`The process cannot be inspected:\n${output}`);
  return address;
}

/**
 * Has a process collect its garbage: what it holds afterwards, it keeps.
 *
 * @param address of its inspector
 * @returns megabytes of its live heap
 */
export async function collect(address: string): Promise<number> {
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  const ask = (id: number, method: string) =>
    new Promise<Record<string, number>>((resolve) => {
      socket.on('message', (data) => {
        const answer = JSON.parse(String(data));
        if (answer.id === id) resolve(answer.result);
      });
      socket.send(JSON.stringify({ id, method }));
    });
  // What is only reachable through weak references or finalisers goes with the second.
  await ask(1, 'HeapProfiler.collectGarbage');
  await ask(2, 'HeapProfiler.collectGarbage');
  const { usedSize = Number.NaN } = await ask(3, 'Runtime.getHeapUsage');
  socket.terminate();
  return usedSize / 2 ** 20;
}
