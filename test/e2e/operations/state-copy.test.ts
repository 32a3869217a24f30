import { describe, expect, test } from 'vitest';
import { admin, revoke } from '../../support/admin.ts';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { gateOfFile } from '../../support/gate.ts';
import { ADDRESS_FROM_HEADER } from '../../support/rules.ts';

type Entry = Readonly<Record<string, unknown>>;

const { gateway } = await gateOfFile({
  clientAddress: ADDRESS_FROM_HEADER,
  originMembers: 'may: [revoke, tenant-policy]',
  routes: ['id: mine, path: /mine, access: { roles: any }, revocation: strict'],
});

/** Every page until there is no next one. */
async function readAll(path: string, member: string): Promise<{ all: Entry[]; pages: number }> {
  const all: Entry[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const query: string = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const reply = await admin(gateway, 'GET', `${path}${query}`);
    expect([reply.status, reply.header('cache-control')]).toEqual([200, 'no-store']);
    const page = JSON.parse(reply.text) as { next: string | null } & Record<string, Entry[]>;
    all.push(...(page[member] ?? []));
    cursor = page.next;
    pages += 1;
  } while (cursor !== null);
  return { all, pages };
}

async function put(entries: readonly unknown[]): Promise<void> {
  const reply = await admin(gateway, 'POST', 'state', { entries });
  expect([reply.status, JSON.parse(reply.text)]).toEqual([200, { imported: entries.length }]);
}

const NOW = Date.now() / 1000;
const LATER = { notBefore: NOW - 60, expires: NOW + 600, by: 'operator:ann' };
const EARLIER = { notBefore: NOW - 600, expires: NOW + 60, by: 'operator:bob' };
const user = (id: string, more: object) => ({ kind: 'revocation', scope: 'user', tenant: 'acme', id, ...more });

describe('a copy of the state', () => {
  test('holds every policy and revocation, over many pages, and nothing twice', async () => {
    const policies = Array.from({ length: 501 }, (_, index) => ({
      kind: 'policy',
      tenant: `tenant-${index}`,
      suspended: index % 2 === 0,
      addresses: [],
      requireMfa: true,
      forbidActAs: false,
      notBefore: 0,
    }));
    const revocations = Array.from({ length: 2100 }, (_, index) =>
      user(`u:${index} '*'`, { ...LATER, reason: `no ${index}` }),
    );
    for (let start = 0; start < 2100; start += 500) await put(revocations.slice(start, start + 500));
    for (let start = 0; start < 501; start += 500) await put(policies.slice(start, start + 500));
    const { all, pages } = await readAll('state', 'entries');
    expect(pages).toBe(4);
    const order = (entries: readonly Entry[]) =>
      entries.map((entry) => JSON.stringify(Object.entries(entry).sort())).sort();
    expect(order(all)).toEqual(order([...policies, ...revocations]));

    const tenants = await readAll('tenants', 'tenants');
    expect([tenants.pages, tenants.all.length]).toEqual([3, 501]);
    expect(tenants.all.find(({ tenant }) => tenant === 'tenant-7')).toEqual({
      tenant: 'tenant-7',
      suspended: false,
      addresses: [],
      requireMfa: true,
      forbidActAs: false,
      notBefore: null,
    });
  });

  test('leaves out what has expired', async () => {
    await put([user('gone', { notBefore: NOW - 600, expires: NOW - 1, reason: 'x', by: 'y' })]);
    const { all } = await readAll('state', 'entries');
    expect(all.some(({ id }) => id === 'gone')).toBe(false);
  });
});

describe('what is put back', () => {
  test('holds at once', async () => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: 'mallory', iat: now - 120 };
    const ask = async (changes: object) =>
      send(gateway, '/mine', { headers: { cookie: await gateway.mint.cookie({ ...claims, ...changes }) } });
    expect((await ask({})).status).toBe(200);
    await put([user('mallory', { ...LATER, reason: 'left' })]);
    expectRefusal(await ask({}), 401, 'session_required');
    expect((await ask({ tid: 'globex' })).status).toBe(200);
    expect((await ask({ iat: now })).status).toBe(200);
  });

  test.each([
    ['the later first', [LATER, EARLIER]],
    ['the earlier first', [EARLIER, LATER]],
    ['twice', [LATER, LATER]],
  ])('never weakens what is there: %s', async (name, order) => {
    const id = `merged ${name}`;
    for (const times of order) await put([user(id, { ...times, reason: times.by })]);
    const { all } = await readAll('state', 'entries');
    expect(all.filter((entry) => entry['id'] === id)).toEqual([user(id, { ...LATER, reason: LATER.by })]);
  });

  test('does not undo a revocation since', async () => {
    await revoke(gateway, { tenant: 'acme', user: 'since' });
    const before = (await readAll('state', 'entries')).all.find(({ id }) => id === 'since');
    await put([user('since', { ...EARLIER, reason: 'old' })]);
    expect((await readAll('state', 'entries')).all.find(({ id }) => id === 'since')).toEqual(before);
  });

  test('is nothing of a batch of which one entry cannot be read', async () => {
    const good = { kind: 'policy', tenant: 'initech', suspended: true };
    const reply = await admin(gateway, 'POST', 'state', { entries: [good, { ...good, suspend: true }] });
    expectRefusal(reply, 400, 'malformed_request');
    expect(JSON.parse(reply.text)).toMatchObject({
      detail: expect.stringContaining('"entries"[1] is not a tenant policy'),
    });
    expect(JSON.parse((await admin(gateway, 'GET', 'tenants/initech/policy')).text)).toMatchObject({
      suspended: false,
    });
  });

  test.each([
    {},
    { entries: {} },
    { entries: [], more: 1 },
    { entries: Array.from({ length: 501 }, () => user('x', { ...LATER, reason: 'x' })) },
    '[]',
    '{',
  ])('%# must be a batch', async (body) => {
    const reply = await admin(gateway, 'POST', 'state', body);
    expectRefusal(reply, 400, 'malformed_request');
    expect(JSON.parse(reply.text)).toMatchObject({ detail: expect.stringContaining('at most 500 entries') });
  });

  test('may be longer than other calls, but not endless', async () => {
    const entries = Array.from({ length: 500 }, (_, index) => user(`${index}`, { ...LATER, reason: 'x'.repeat(256) }));
    await put(entries);
    const reply = await admin(gateway, 'POST', 'state', `{"entries":[]}${' '.repeat(513 * 1024)}`);
    expectRefusal(reply, 413, 'too_large');
  });
});

describe('who may copy', () => {
  test.each<[string, object, string | undefined]>([
    ['no origin', { iss: 'app' }, 'ORIGIN_APP_KEYS'],
    ['no token without the scope', { scope: 'revoke tenant-policy' }, undefined],
    ['no token of one tenant', { tid: 'acme' }, undefined],
  ])('%s', async (_name, claims, keys) => {
    const token = { claims: { ...claims }, ...(keys === undefined ? {} : { keys }) };
    expectRefusal(await admin(gateway, 'GET', 'state', undefined, token), 403, 'forbidden');
    expectRefusal(await admin(gateway, 'POST', 'state', { entries: [] }, token), 403, 'forbidden');
  });

  test('a token of one tenant lists no others', async () => {
    expectRefusal(await admin(gateway, 'GET', 'tenants', undefined, { claims: { tid: 'acme' } }), 403, 'forbidden');
    expectRefusal(await admin(gateway, 'GET', 'tenants', undefined, { claims: { scope: 'revoke' } }), 403, 'forbidden');
    expect(
      (await admin(gateway, 'GET', 'tenants', undefined, { keys: 'ORIGIN_APP_KEYS', claims: { iss: 'app' } })).status,
    ).toBe(200);
  });
});
