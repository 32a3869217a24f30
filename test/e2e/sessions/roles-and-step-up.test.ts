import { describe, expect, test } from 'vitest';
import { type Reply, send } from '../../support/client.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { unreached } from '../../support/unreached.ts';
import { openWebSocket } from '../../support/websocket.ts';

const ACT = { sub: 'support-1', reason: 'ticket 7' };

const { origin, gateway } = await gateOfFile({
  routes: [
    'id: any, path: /any, access: { roles: any }',
    'id: two, path: /two, access: { roles: [owner, admin] }',
    'id: fresh, path: /fresh, access: { roles: any, stepUp: { within: 15m, methods: [otp, hwk] } }',
    'id: recent, path: /recent, access: { roles: any, stepUp: { within: 5m } }',
    'id: act, path: /act/allowed, access: { roles: any, actAs: allowed }',
    'id: act-read, path: /act/read, access: { roles: any, actAs: read-only }',
    'id: act-never, path: /act/never, access: { roles: any, actAs: never }',
  ],
});

async function ask(path: string, claims: object, method = 'GET'): Promise<Reply> {
  return send(gateway, path, { method, headers: { cookie: await gateway.mint.cookie({ ...claims }) } });
}

async function expectForbidden(path: string, claims: object, method = 'GET'): Promise<void> {
  expectRefusal(await unreached(origin, () => ask(path, claims, method)), 403, 'forbidden');
}

describe('roles', () => {
  test.each([[['owner']], [['admin']], [['reader', 'admin']]])('%j open a route for owner and admin', async (roles) => {
    expect((await ask('/two', { roles })).status).toBe(200);
  });

  test.each([[['reader']], [[]], [['Owner']], [['owner ']], [['any']], [['owner,admin']], [['undeclared']]])(
    '%j do not',
    async (roles) => {
      await expectForbidden('/two', { roles });
    },
  );

  test('"any" is any role that the rules declare, and no session without one', async () => {
    expect((await ask('/any', { roles: ['reader'] })).status).toBe(200);
    await expectForbidden('/any', { roles: [] });
    await expectForbidden('/any', { roles: ['undeclared'] });
  });
});

describe('step-up', () => {
  const now = () => Math.floor(Date.now() / 1000);

  test.each([[['pwd', 'otp']], [['hwk']]])('%j just now is enough', async (amr) => {
    expect((await ask('/fresh', { amr, auth_time: now() - 890 })).status).toBe(200);
  });

  test.each([
    ['too weak', { amr: ['pwd'] }],
    ['nothing', { amr: [] }],
    ['a method that the route does not take', { amr: ['sms'] }],
    ['too old', { amr: ['pwd', 'otp'], age: 901 }],
  ])('%s: the answer says what would be enough', async (_name, { amr, age = 0 }: { amr: string[]; age?: number }) => {
    const reply = await unreached(origin, () => ask('/fresh', { amr, auth_time: now() - age }));
    expectRefusal(reply, 401, 'step_up_required');
    expect(reply.header('www-authenticate')).toBe(
      'Bearer realm="test-edge", error="insufficient_user_authentication", acr_values="otp hwk", max_age="900"',
    );
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  test('without methods any second factor counts, and a password alone does not', async () => {
    expect((await ask('/recent', { amr: ['pwd', 'otp'], auth_time: now() - 290 })).status).toBe(200);
    expectRefusal(await ask('/recent', { amr: ['pwd'] }), 401, 'step_up_required');
    expectRefusal(await ask('/recent', { amr: ['otp'], auth_time: now() - 301 }), 401, 'step_up_required');
  });

  test('comes after roles: who could never pass is not asked for a factor', async () => {
    await expectForbidden('/fresh', { roles: [], amr: ['pwd'] });
  });
});

describe("acting in another's name", () => {
  test('is told to the origin where it is allowed', async () => {
    expect((await ask('/act/allowed', { act: ACT }, 'POST')).status).toBe(200);
    expect((await contextOf(gateway, origin.seen.at(-1))).act).toEqual(ACT);
  });

  test('is told to the audit where it is refused', async () => {
    const reply = await ask('/act/never', { act: ACT });
    expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
      reason: 'act_as_never',
      actAs: ACT,
      user: 'user-1',
    });
  });

  test.each(['GET', 'HEAD', 'POST'])('"never" refuses %s', async (method) => {
    await expectForbidden('/act/never', { act: ACT }, method);
    expect((await ask('/act/never', {}, method)).status).toBe(200);
  });

  test.each(['/act/read', '/any'])(
    '"read-only", which is the default, lets %s be read and nothing be done',
    async (path) => {
      for (const method of ['GET', 'HEAD']) expect((await ask(path, { act: ACT }, method)).status).toBe(200);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) await expectForbidden(path, { act: ACT }, method);
      const opened = await openWebSocket(gateway, path, {
        headers: { cookie: await gateway.mint.cookie({ act: ACT }) },
      });
      expect(opened.refused).toEqual({ status: 403, code: 'forbidden' });
    },
  );
});
