import { expect, test } from 'vitest';
import { FakeNetwork } from '../testing/fake-network.js';
import { FarEnd } from '../testing/far-end.js';
import { Harness } from '../testing/harness.js';
import { call, codeOf } from '../testing/outbound-world.js';
import { OutboundHttp } from './outbound-http.js';

test('the server calls outward by its setting, and ends what is under way when it stops', async () => {
  const farEnd = await FarEnd.http((request, answer) => {
    if (request.url === '/now') answer.end('far');
  });
  const network = new FakeNetwork().name('crm', ['10.1.2.3']).place('10.1.2.3', farEnd.port);
  const harness = await Harness.start({ features: [], network, env: { CHATKU_OUTBOUND_ALLOW: 'crm:8080' } });
  const client = harness.get(OutboundHttp);
  let stopped = false;
  try {
    expect((await call(client, 'http://crm:8080/now')).body.toString()).toBe('far');
    expect(await codeOf(call(client, 'http://crm/now'))).toBe('outbound_address_refused');
    const endless = codeOf(call(client, 'http://crm:8080/never', { timeoutMs: 60_000 }));
    await expect.poll(() => farEnd.arrivals.length).toBe(2);
    await harness.stop();
    stopped = true;
    expect(await endless).toBe('shutting_down');
    expect(await codeOf(call(client, 'http://crm:8080/now'))).toBe('shutting_down');
  } finally {
    if (!stopped) await harness.stop();
  }
});
