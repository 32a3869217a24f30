import { expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { gateOfFile } from '../../support/gate.ts';
import { openSocket, openStream } from '../../support/live.ts';
import { parseMetrics } from '../../support/prometheus.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';
import { serveEcho } from '../../support/websocket.ts';

const { origin, gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  routes: ['id: live, path: /**, access: { roles: any }'],
  answer: (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    // Nobody notices that a client is gone before there is something to send.
    const timer = setInterval(() => response.write('data: more\n\n'), 100);
    response.on('close', () => clearInterval(timer));
  },
});
serveEcho(origin.server);

async function live() {
  const reply = await admin(gateway, 'GET', 'metrics', undefined, { claims: { scope: 'metrics' } });
  const { value } = parseMetrics(reply.text);
  return {
    open: value('portcullis_live_connections'),
    revoked: value('portcullis_live_connections_ended_total', { reason: 'session_revoked' }),
  };
}

/** A connection may be gone for a moment before it is forgotten. */
async function expectLive(expected: Awaited<ReturnType<typeof live>>): Promise<void> {
  await expect.poll(live, { interval: 200 }).toEqual(expected);
}

test('connections are counted while they are open, and those that a revocation ended', async () => {
  const leaving = { cookie: await gateway.mint.cookie({ sid: 's-leaving' }) };
  const staying = { cookie: await gateway.mint.cookie({ sid: 's-staying' }) };
  const opened = [
    await openStream(gateway, '/events', leaving),
    await openSocket(gateway, '/socket', leaving),
    await openStream(gateway, '/events', staying),
    await openSocket(gateway, '/socket', staying),
  ];
  await expectLive({ open: 4, revoked: 0 });
  await revoke(gateway, { tenant: 'acme', session: 's-leaving' });
  await expectLive({ open: 2, revoked: 2 });
  // Clients that vanish are not ended by the gateway.
  for (const connection of opened) connection.leave();
  await expectLive({ open: 0, revoked: 2 });
});
