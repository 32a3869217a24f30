import { describe, expect, test } from 'vitest';
import type { RevocationScope } from '../../../../worker/state/port.ts';
import { BACKENDS } from './backends.ts';
import { freshBackend } from './fresh-backend.ts';
import { asking, HOSTILE, policy, question, revocation, START, START_SECONDS } from './samples.ts';

describe.each(Object.entries(BACKENDS))('revocations and policies of %s', (_, start) => {
  const state = freshBackend(start);

  const revokedBy = async (...who: Parameters<typeof asking>) => (await state.store.admit(asking(...who))).revokedBy;

  test.each<[RevocationScope, string]>([
    [{ kind: 'session', tenant: 'acme', id: 's1' }, 'session'],
    [{ kind: 'user', tenant: 'acme', id: 'u1' }, 'user'],
    [{ kind: 'tenant', tenant: 'acme' }, 'tenant'],
    [{ kind: 'everyone' }, 'everyone'],
  ])('%j ends what it names, and nothing else', async (scope, by) => {
    expect(await revokedBy('acme', 'u1', 's1')).toBe(null);
    await state.store.revoke(revocation(scope));
    expect(await revokedBy('acme', 'u1', 's1')).toBe(by);
    expect(await revokedBy('acme', 'u1', 's2')).toBe(scope.kind === 'session' ? null : by);
    expect(await revokedBy('acme', 'u2', 's2')).toBe(['session', 'user'].includes(scope.kind) ? null : by);
    expect(await revokedBy('globex', 'u1', 's1')).toBe(scope.kind === 'everyone' ? by : null);
    expect((await state.store.admit(question({ tenant: 'acme' }))).revokedBy).toBe(null);
  });

  test('sessions that were issued later go on, but for one that is named itself', async () => {
    await state.store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
    expect(await revokedBy('acme', 'u1', 's', START_SECONDS)).toBe('user');
    expect(await revokedBy('acme', 'u1', 's', START_SECONDS + 0.001)).toBe(null);
    await state.store.revoke(revocation({ kind: 'session', tenant: 'acme', id: 's' }));
    expect(await revokedBy('acme', 'u1', 's', START_SECONDS + 100)).toBe('session');
  });

  test('of two, the later times hold, whichever came first', async () => {
    const scope: RevocationScope = { kind: 'tenant', tenant: 'acme' };
    await state.store.revoke(
      revocation(scope, { notBefore: START_SECONDS, expires: START_SECONDS + 10, reason: 'later' }),
    );
    await state.store.revoke(
      revocation(scope, { notBefore: START_SECONDS - 500.5, expires: START_SECONDS + 90, reason: 'earlier' }),
    );
    const merged = { scope, notBefore: START_SECONDS, expires: START_SECONDS + 90, reason: 'later', by: 'ops' };
    expect(await state.store.revocations('acme')).toEqual([merged]);
    await state.backend.setClock(START + 80_000);
    expect(await revokedBy('acme', 'u', 's', START_SECONDS)).toBe('tenant');
  });

  test('one that has run out is forgotten, and lends nothing to the next', async () => {
    const scope: RevocationScope = { kind: 'user', tenant: 'acme', id: 'u1' };
    await state.store.revoke(revocation(scope, { expires: START_SECONDS + 10 }));
    await state.backend.setClock(START + 10_000);
    expect(await revokedBy('acme', 'u1', 's')).toBe(null);
    expect(await state.store.revocations(null)).toEqual([]);
    await state.store.revoke(revocation(scope, { notBefore: START_SECONDS - 100, expires: START_SECONDS + 90 }));
    expect(await revokedBy('acme', 'u1', 's', START_SECONDS - 99)).toBe(null);
    expect(await revokedBy('acme', 'u1', 's', START_SECONDS - 100)).toBe('user');
  });

  test('they are listed newest first, those of everyone with every tenant', async () => {
    const of = (scope: RevocationScope, age: number) =>
      revocation(scope, { notBefore: START_SECONDS - age, reason: `${age}` });
    const written = [
      of({ kind: 'tenant', tenant: 'acme' }, 3),
      of({ kind: 'session', tenant: 'globex', id: 's' }, 2),
      of({ kind: 'everyone' }, 1),
      of({ kind: 'user', tenant: 'acme', id: 'u' }, 0),
    ];
    for (const each of written) await state.store.revoke(each);
    expect(await state.store.revocations(null)).toEqual(written.toReversed());
    expect((await state.store.revocations('acme')).map(({ reason }) => reason)).toEqual(['0', '1', '3']);
    expect((await state.store.revocations('other')).map(({ reason }) => reason)).toEqual(['1']);
  });

  test('ids never meet, whatever they hold, in one tenant or in two', async () => {
    for (const id of HOSTILE) {
      for (const tenant of ['acme', 'globex']) expect(await revokedBy(tenant, id, id), id.slice(0, 20)).toBe(null);
      await state.store.revoke(revocation({ kind: 'user', tenant: 'acme', id }));
      expect(await revokedBy('acme', id, 'none')).toBe('user');
    }
    for (const id of HOSTILE) expect(await revokedBy('globex', id, id)).toBe(null);
    expect(
      (await state.store.revocations('acme')).map(({ scope }) => ('id' in scope ? scope.id : null)).sort(),
    ).toEqual([...HOSTILE].sort());
  });

  test('tenants never meet either, though a gateway would let in none so named', async () => {
    for (const tenant of HOSTILE) {
      expect(await revokedBy(tenant, 'u', 's'), tenant.slice(0, 20)).toBe(null);
      await state.store.revoke(revocation({ kind: 'tenant', tenant }));
      await state.store.setTenantPolicy(tenant, policy({ suspended: true }));
    }
    for (const tenant of HOSTILE) expect(await revokedBy(tenant, 'u', 's')).toBe('tenant');
    expect(await revokedBy('acme', 'u', 's')).toBe(null);
    expect(await state.store.tenantPolicy('acme')).toBe(null);
  });

  test('reasons are kept as they are', async () => {
    const said = 'gone\n"for" good\u0000 \\ 100% ä😀';
    await state.store.revoke(revocation({ kind: 'everyone' }, { reason: said, by: said }));
    expect(await state.store.revocations(null)).toMatchObject([{ reason: said, by: said }]);
  });

  test('a policy is its tenant’s alone, with every answer, until it is taken away', async () => {
    const strict = policy({
      suspended: true,
      addresses: ['203.0.113.0/24'],
      requireMfa: true,
      forbidActAs: true,
      notBefore: 12.5,
    });
    await state.store.setTenantPolicy('acme', strict);
    expect(await state.store.tenantPolicy('acme')).toEqual(strict);
    expect((await state.store.admit(question({ tenant: 'acme' }))).tenantPolicy).toEqual(strict);
    expect((await state.store.admit(question({ tenant: 'globex' }))).tenantPolicy).toBe(null);
    expect(await state.store.tenantPolicy('globex')).toBe(null);
    await state.store.setTenantPolicy('acme', policy());
    expect(await state.store.tenantPolicy('acme')).toEqual(policy());
    await state.store.setTenantPolicy('acme', null);
    expect(await state.store.tenantPolicy('acme')).toBe(null);
    expect((await state.store.admit(question({ tenant: 'acme' }))).tenantPolicy).toBe(null);
  });

  test('a backup put back elsewhere is the same state', async () => {
    const tenants = Array.from({ length: 40 }, (_item, index) => `tenant-${index}`);
    for (const [index, tenant] of tenants.entries()) {
      await state.store.setTenantPolicy(tenant, policy({ notBefore: index }));
      await state.store.revoke(
        revocation({ kind: 'user', tenant, id: 'u' }, { notBefore: START_SECONDS - index, reason: tenant }),
      );
    }
    await state.store.revoke(revocation({ kind: 'everyone' }, { notBefore: START_SECONDS + 1 }));
    const exported = await pagesOf((cursor) => state.store.exportState(cursor));
    expect(exported.length).toBe(81);
    const policies = await pagesOf((cursor) => state.store.tenantPolicies(cursor));
    expect(policies.map(({ tenant }) => tenant).sort()).toEqual(tenants.toSorted());
    const listed = await state.store.revocations(null);
    const other = await state.backend.fresh();
    expect(await other.revocations(null)).toEqual([]);
    await other.importState(exported);
    await other.importState(exported);
    expect(await other.revocations(null)).toEqual(listed);
    expect((await pagesOf((cursor) => other.exportState(cursor))).map(asText).sort()).toEqual(
      exported.map(asText).sort(),
    );
  });
});

const asText = (value: unknown): string => JSON.stringify(value);

async function pagesOf<T>(
  read: (cursor: string | null) => Promise<{ readonly entries: readonly T[]; readonly next: string | null }>,
): Promise<readonly T[]> {
  const entries: T[] = [];
  let cursor: string | null = null;
  do {
    const page = await read(cursor);
    entries.push(...page.entries);
    cursor = page.next;
  } while (cursor !== null);
  return entries;
}
