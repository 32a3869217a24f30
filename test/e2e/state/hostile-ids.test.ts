import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { type Reply, send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { type Gate, type GateOptions, startGate, startRedisGate } from '../../support/gate.ts';
import { judged } from '../../support/patience.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

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

const STATES: Readonly<Record<string, (options: GateOptions) => Promise<Gate>>> = {
  embedded: startGate,
  redis: startRedisGate,
};

describe.each(Object.entries(STATES))('with state in: %s', (_name, start) => {
  let gate: Gate;
  beforeAll(async () => {
    gate = await start({
      clientAddress: ADDRESS_FROM_HEADER,
      more: 'limits: { own: { quota: 2 per 1h, by: [tenant, user] }, visit: { quota: 2 per 1h, by: [tenant, session] } }',
      routes: [
        'id: mine, path: /mine, access: { roles: any }',
        'id: own, path: /own, access: { roles: any }, limits: [own]',
        'id: visit, path: /visit, access: { roles: any }, limits: [visit]',
      ],
    });
  });
  afterAll(() => gate?.[Symbol.asyncDispose]());

  // Sessions that were issued before anything was revoked: a user's later ones would go on.
  const iat = Math.floor(Date.now() / 1000) - 5;
  const ask = async (path: string, tid: string, sub: string, sid: string): Promise<Reply> =>
    send(gate.gateway, path, { headers: { cookie: await gate.gateway.mint.cookie({ tid, sub, sid, iat }) } });

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
      await revoke(gate.gateway, { tenant: 'acme', [kind]: id });
      gone.add(`acme ${id}`);
    }
    expect(await letIn(as)).toEqual(everyoneBut(gone));
    for (const id of IDS) await revoke(gate.gateway, { tenant: 'acme', [kind]: id });
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
    const before = gate.origin.begun;
    expectRefusal(await ask('/mine', 'acme', id, 's'), 401, 'session_required');
    expectRefusal(await ask('/mine', 'acme', 'u', id), 401, 'session_required');
    expect(gate.origin.begun).toBe(before);
    const reply = await admin(gate.gateway, 'POST', 'revocations', { tenant: 'acme', user: id, reason: 'test' });
    expect(reply.status).toBe(400);
  });
});
