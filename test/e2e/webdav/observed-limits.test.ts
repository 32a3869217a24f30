import { describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

const ROUTE = 'methods: [GET, PUT], origin: app, access: { roles: any }';
const { origin, gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  more: 'limits:\n  scarce: { quota: 1 per 1h, by: [user] }',
  routes: [
    `id: watched, path: /watched/**, ${ROUTE}, limits: [scarce], mode: { limits: observe }`,
    `id: plain, path: /plain/**, ${ROUTE}`,
  ],
});

describe.each([
  ['/watched/x', '/plain/y'],
  ['/plain/x', '/watched/y'],
  ['/watched/x', '/watched/y'],
])('PUT %s with Destination: %s, where an observed limit is used up', (path, destination) => {
  /** A user of a tenant of its own, who has used up the limit. */
  async function usedUp(tid: string): Promise<{ readonly sid: string; readonly put: () => Promise<Reply> }> {
    const sid = crypto.randomUUID();
    const cookie = await gateway.mint.cookie({ tid, sid });
    const put = (): Promise<Reply> => send(gateway, path, { method: 'PUT', headers: { cookie, destination } });
    for (let count = 0; count < 3; count += 1) {
      expect((await send(gateway, '/watched/x', { headers: { cookie } })).status).toBe(200);
    }
    expect((await put()).status).toBe(200);
    return { sid, put };
  }

  async function expectForbidden(reply: Reply, [status, code]: readonly [number, string], begun: number) {
    expectRefusal(reply, status, code);
    expect(origin.begun).toBe(begun);
  }

  test('a suspended tenant is refused all the same', async () => {
    const tid = `t${crypto.randomUUID().slice(0, 8)}`;
    const { put } = await usedUp(tid);
    expect((await admin(gateway, 'PUT', `tenants/${tid}/policy`, { suspended: true })).status).toBe(200);
    const { begun } = origin;
    await expectForbidden(await put(), [403, 'forbidden'], begun);
  });

  test('a revoked session is refused all the same', async () => {
    const tid = `t${crypto.randomUUID().slice(0, 8)}`;
    const { sid, put } = await usedUp(tid);
    await revoke(gateway, { tenant: tid, session: sid });
    const { begun } = origin;
    await expectForbidden(await put(), [401, 'session_required'], begun);
  });
});
