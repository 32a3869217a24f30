import { describe, expect, test } from 'vitest';
import { revoke } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import type { TestGateway } from '../../support/gateway.ts';
import { mutationsOf } from '../../support/mutations.ts';
import { gatewayOfFile } from '../../support/of-file.ts';
import { pause, until } from '../../support/patience.ts';
import { ADDRESS_FROM_HEADER, type RulesParts, testRules } from '../../support/rules.ts';
import { unreached } from '../../support/unreached.ts';

/** How soon a revocation counts, by default. */
const BOUND_MS = 1000;

const routes = [
  'id: mine, path: /mine, access: { roles: any }',
  'id: owners, path: /owners, access: { roles: [owner] }',
  'id: strict, path: /strict, access: { roles: any }, revocation: strict',
];
const { origin, gateway } = await gateOfFile({ clientAddress: ADDRESS_FROM_HEADER, routes });
let count = 0;

/** A session that nothing else in this file concerns. */
async function newSession(changes: Record<string, unknown> = {}) {
  count += 1;
  const claims = { sub: `user-${count}`, tid: `tenant-${count}`, sid: `session-${count}`, ...changes };
  return { tenant: claims.tid, user: claims.sub, session: claims.sid, token: await gateway.mint.role(claims) };
}

const ask = (token: string, path = '/mine', at: TestGateway = gateway): Promise<Reply> =>
  send(at, path, { headers: { cookie: `__Host-role=${token}` } });

/** Uses a session until the gateway knows its token. */
async function remember(token: string): Promise<void> {
  for (const path of ['/mine', '/mine', '/strict']) expect((await ask(token, path)).status).toBe(200);
}

async function expectRefused(token: string, path = '/mine', at: TestGateway = gateway): Promise<void> {
  expectRefusal(await unreached(origin, () => ask(token, path, at)), 401, 'session_required', path);
}

describe('a session that the gateway has just served is refused', () => {
  test.each<[string, (session: Awaited<ReturnType<typeof newSession>>) => object]>([
    ['the session', ({ tenant, session }) => ({ tenant, session })],
    ['its user', ({ tenant, user }) => ({ tenant, user })],
    ['its tenant', ({ tenant }) => ({ tenant })],
    ['everyone', () => ({ all: true })],
  ])('when %s was revoked: at once where the route is strict, and within the bound elsewhere', async (_whom, scope) => {
    const one = await newSession();
    await remember(one.token);
    await revoke(gateway, scope(one));
    await expectRefused(one.token, '/strict');
    await pause(BOUND_MS);
    await expectRefused(one.token);
  });

  test('when it is over', async () => {
    const { token, endsMs } = await until(async () => {
      const exp = Math.floor(Date.now() / 1000) + 4;
      const { token } = await newSession({ exp });
      const replies = [await ask(token), await ask(token), await ask(token, '/strict')];
      return replies.every(({ status }) => status === 200) ? { token, endsMs: exp * 1000 } : undefined;
    });
    await pause(endsMs - Date.now());
    await expectRefused(token);
    await expectRefused(token, '/strict');
  });

  test('when only its token is spelled otherwise', async () => {
    const one = await newSession();
    await remember(one.token);
    for (const [what, token] of Object.entries(mutationsOf(one.token)))
      expectRefusal(await unreached(origin, () => ask(token)), 401, 'session_required', what);
    expect((await ask(one.token)).status).toBe(200);
  });
});

test('a session that does not count yet counts when its time has come, and not before', async () => {
  const { token, beginsMs } = await until(async () => {
    const nbf = Math.ceil(Date.now() / 1000) + 3;
    const { token } = await newSession({ nbf });
    const before = origin.begun;
    const replies = [await ask(token), await ask(token)];
    // On a busy machine, its time may have come meanwhile.
    if (replies.some(({ status }) => status === 200)) return undefined;
    expect(origin.begun).toBe(before);
    return { token, beginsMs: nbf * 1000 };
  });
  await pause(beginsMs - Date.now());
  expect((await ask(token)).status).toBe(200);
});

test('a role that the rules do not know opens nothing, however often the session is used', async () => {
  const one = await newSession({ roles: ['reader', 'root'] });
  await remember(one.token);
  expectRefusal(await unreached(origin, () => ask(one.token, '/owners')), 403, 'forbidden');
});

test('claims with the names of what objects inherit change nothing for the next session', async () => {
  const inherited: Record<string, unknown> = JSON.parse(
    '{"__proto__":{"roles":["owner"]},"constructor":{"prototype":{"roles":["owner"]}}}',
  );
  const odd = await newSession({ ...inherited, roles: ['reader'] });
  await remember(odd.token);
  expectRefusal(await unreached(origin, () => ask(odd.token, '/owners')), 403, 'forbidden');
  const next = await newSession({ roles: undefined });
  await expectRefused(next.token);
});

describe('what one gateway knows, another one judges for itself', async () => {
  const other = (parts: Partial<RulesParts>, settings: Readonly<Record<string, string>>) =>
    gatewayOfFile({ rules: testRules({ origins: { app: origin.url }, routes, ...parts }), settings });
  const { ROLE_COOKIE_KEYS: _, ...others } = gateway.settings;
  const [otherKeys, otherRoles, shorter] = await Promise.all([
    other({}, others),
    other(
      { roles: '[admin, reader]', routes: ['id: mine, path: /mine, access: { roles: [reader] }'] },
      gateway.settings,
    ),
    other({ lifetime: '5m' }, gateway.settings),
  ]);

  test('with other keys', async () => {
    const { token } = await newSession();
    await remember(token);
    await expectRefused(token, '/mine', otherKeys);
  });

  test('with other roles', async () => {
    const { token } = await newSession();
    await remember(token);
    expectRefusal(await unreached(origin, () => ask(token, '/mine', otherRoles)), 403, 'forbidden');
  });

  test('with shorter sessions', async () => {
    const { token } = await newSession();
    await remember(token);
    await expectRefused(token, '/mine', shorter);
  });
});
