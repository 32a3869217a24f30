import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { startOrigin, type TestOrigin } from '../../support/origin.ts';
import { judged } from '../../support/patience.ts';
import { startFaultyRedisRest } from '../../support/redis-faults.ts';
import { startRedisServer } from '../../support/redis-server.ts';
import { ADDRESS_FROM_HEADER, testRules } from '../../support/rules.ts';

/** Ids that would be something else in a key that is only joined, a pattern, a command or a query. */
const IDS = [
  ':',
  '*',
  ' ',
  '  ',
  'acme:s:1',
  'globex:ada',
  'session:*',
  '?',
  '[a-z]',
  '{acme}',
  'everyone.',
  'tenant.',
  '.user.',
  '","user","ada"],["',
  "'; DELETE FROM revocations; --",
  '%',
  '%3A',
  '\\r\\nFLUSHALL',
  '__proto__',
  'é',
  'e\u0301',
  '\u00a0',
];
const TENANTS = ['acme', 'globex', 'acme-session'] as const;

interface Stored {
  readonly settings: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

const STATES: Readonly<Record<string, () => Promise<Stored>>> = {
  embedded: async () => ({ settings: { PORTCULLIS_STATE: 'embedded' }, stop: async () => undefined }),
  redis: async () => {
    const server = await startRedisServer();
    const bridge = await startFaultyRedisRest(server.url, 'test');
    const settings = {
      PORTCULLIS_STATE: 'redis',
      UPSTASH_REDIS_REST_URL: bridge.url,
      UPSTASH_REDIS_REST_TOKEN: 'test',
    };
    return {
      settings,
      stop: async () => {
        await bridge.stop();
        await server.stop();
      },
    };
  },
};

describe.each(Object.entries(STATES))('with state in: %s', (_name, startState) => {
  let origin: TestOrigin;
  let state: Stored;
  let gateway: TestGateway;

  beforeAll(async () => {
    origin = await startOrigin();
    state = await startState();
    gateway = await startTestGateway({
      rules: testRules({
        clientAddress: ADDRESS_FROM_HEADER,
        origins: { app: origin.url },
        more: 'limits: { own: { quota: 2 per 1h, by: [tenant, user] }, visit: { quota: 2 per 1h, by: [tenant, session] } }',
        routes: [
          'id: mine, path: /mine, access: { roles: any }',
          'id: own, path: /own, access: { roles: any }, limits: [own]',
          'id: visit, path: /visit, access: { roles: any }, limits: [visit]',
        ],
      }),
      settings: state.settings,
    });
  });
  afterAll(async () => {
    await gateway?.stop();
    await state?.stop();
    await origin?.close();
  });

  // Sessions that were issued before anything was revoked: a user's later ones would go on.
  const iat = Math.floor(Date.now() / 1000) - 5;
  const ask = async (path: string, tid: string, sub: string, sid: string): Promise<Reply> =>
    send(gateway, path, { headers: { cookie: await gateway.mint.cookie({ tid, sub, sid, iat }) } });

  /** Who of all of them is let in, each as `tenant id`. */
  const letIn = async (as: (id: string) => readonly [sub: string, sid: string]): Promise<readonly string[]> => {
    const all = TENANTS.flatMap((tenant) => IDS.map((id) => [tenant, id] as const));
    const asked = await Promise.all(all.map(([tenant, id]) => judged(() => ask('/mine', tenant, ...as(id)))));
    return all.filter((_one, index) => asked[index]?.status === 200).map(([tenant, id]) => `${tenant} ${id}`);
  };
  const everyoneBut = (gone: ReadonlySet<string>): readonly string[] =>
    TENANTS.flatMap((tenant) => IDS.map((id) => `${tenant} ${id}`)).filter((one) => !gone.has(one));

  test.each([
    ['session', (id: string) => ['ada', id] as const],
    ['user', (id: string) => [id, `of ${id}`] as const],
  ])('each %s that is revoked is that one alone, in its own tenant alone', async (kind, as) => {
    expect(await letIn(as)).toEqual(everyoneBut(new Set()));
    const gone = new Set<string>();
    for (const [index, id] of IDS.entries()) {
      if (index % 2 === 0) continue;
      await revoke(gateway, { tenant: 'acme', [kind]: id });
      gone.add(`acme ${id}`);
    }
    expect(await letIn(as)).toEqual(everyoneBut(gone));
    for (const id of IDS) await revoke(gateway, { tenant: 'acme', [kind]: id });
    expect(await letIn(as)).toEqual(everyoneBut(new Set(IDS.map((id) => `acme ${id}`))));
  });

  test.each([
    ['/own', 'user', (id: string) => [id, `counted ${id}`] as const],
    ['/visit', 'session', (id: string) => ['grace', `counted ${id}`] as const],
  ])('%s: each %s has a quota of its own', async (path, _kind, as) => {
    const statuses = async (tenant: string, id: string): Promise<readonly number[]> => {
      const [sub, sid] = as(`own ${id}`);
      const replies: number[] = [];
      for (let turn = 0; turn < 3; turn += 1) replies.push((await ask(path, tenant, sub, sid)).status);
      return replies;
    };
    for (const id of IDS)
      for (const tenant of TENANTS) expect(await statuses(tenant, id), `${tenant} ${id}`).toEqual([200, 200, 429]);
  });

  test.each(['a\nb', '\n', '\r\n', 'a\u0000', '\u0085', '\u2028'])('%j is no id at all', async (id) => {
    const before = origin.begun;
    expectRefusal(await ask('/mine', 'acme', id, 's'), 401, 'session_required');
    expectRefusal(await ask('/mine', 'acme', 'u', id), 401, 'session_required');
    expect(origin.begun).toBe(before);
    const reply = await admin(gateway, 'POST', 'revocations', { tenant: 'acme', user: id, reason: 'test' });
    expect(reply.status).toBe(400);
  });
});
