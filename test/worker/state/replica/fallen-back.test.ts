import { describe, expect, test } from 'vitest';
import type { RevocationScope } from '../../../../worker/state/port.ts';
import { asking, policy, revocation, START_SECONDS } from '../conformance/samples.ts';
import { replicated } from './store-double.ts';
import { bench, warm } from './warm-replica.ts';

const acme = replicated(asking('acme', 'u1', 's1'));
const strictly = replicated(asking('acme', 'u1', 's1'), { strict: true });
const session: RevocationScope = { kind: 'session', tenant: 'acme', id: 's1' };
const SCOPES: readonly RevocationScope[] = [
  session,
  { kind: 'user', tenant: 'acme', id: 'u1' },
  { kind: 'tenant', tenant: 'acme' },
  { kind: 'everyone' },
];

/** One that knows of a revocation, whose store then loses it. */
async function fallenBack(scope: RevocationScope) {
  const made = await warm();
  const { ask, fallBack, pass, store, written } = made;
  const before = written();
  await store.revoke(revocation(scope));
  pass(1001);
  expect((await ask(acme)).revokedBy).toBe(scope.kind);
  await fallBack(before);
  return made;
}

describe.each(SCOPES)('a store that falls back to before a revocation of a(n) $kind', (scope) => {
  test.each([
    ['before anybody has looked', 0],
    ['after a refresh', 1001],
  ])('does not bring it back, no matter who is asked (%s)', async (_when, laterMs) => {
    const { ask, pass, settle } = await fallenBack(scope);
    for (let round = 0; round < 3; round += 1) {
      pass(laterMs);
      expect((await ask(strictly)).revokedBy).not.toBeNull();
      expect((await ask(acme)).revokedBy).not.toBeNull();
      await settle();
    }
    expect((await ask(replicated(asking('globex', 'u9', 's9', START_SECONDS + 1)))).revokedBy).toBeNull();
  });

  test('and goes on past what had been seen does not bring it back either', async () => {
    const { ask, pass, settle, store } = await fallenBack(scope);
    for (const id of ['a', 'b', 'c']) await store.revoke(revocation({ kind: 'session', tenant: 'acme', id }));
    expect((await ask(strictly)).revokedBy).not.toBeNull();
    for (let round = 0; round < 3; round += 1) {
      pass(1001);
      expect((await ask(acme)).revokedBy).not.toBeNull();
      expect((await ask(strictly)).revokedBy).not.toBeNull();
      await settle();
    }
    expect((await ask(replicated(asking('acme', 'u2', 'b')))).revokedBy).toBe('session');
  });

  test('has it written back, so that those know it who never did', async () => {
    const { ask, pass, settle, store } = await fallenBack(scope);
    pass(1001);
    await ask(acme);
    await settle();
    expect(await store.revocations(null)).toMatchObject([
      { scope, notBefore: START_SECONDS, expires: START_SECONDS + 900, by: 'portcullis' },
    ]);
    expect((await store.admit(asking('acme', 'u1', 's1'))).revokedBy).toBe(scope.kind);
  });
});

test('what is written back is written once', async () => {
  const { ask, pass, settle, state, written } = await fallenBack(session);
  const before = written();
  for (let round = 0; round < 5; round += 1) {
    pass(1001);
    await ask(acme);
    await settle();
  }
  expect(written() - before).toBe(1);
  expect(state.figures().lostRevocations).toBe(0);
});

test('revocations kept from a lost state stay through every later load', async () => {
  const { ask, fallBack, pass, reset, set, settle, store } = await fallenBack(session);
  Object.assign(store, { importState: () => Promise.reject(new Error('read only')) });
  for (const lose of [reset, () => fallBack(0), reset]) {
    await store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u9' }));
    pass(1001);
    expect((await ask(acme)).revokedBy).not.toBeNull();
    await settle();
    await lose();
    pass(1001);
    expect((await ask(acme)).revokedBy).not.toBeNull();
    expect((await ask(strictly)).revokedBy).not.toBeNull();
    await settle();
  }
  set('down');
  const stale = replicated(asking('acme', 'u1', 's1'), { staleMs: 60_000 });
  pass(1001);
  expect((await ask(stale)).revokedBy).not.toBeNull();
});

test('more than are held in full stay refused by their likeness, and new sessions of others pass', async () => {
  const { ask, pass, settle, store, written, fallBack } = await warm();
  const before = written();
  const ids = Array.from({ length: 20_100 }, (_, index) => `s${index}`);
  await store.importState(
    ids.map((id) => ({ kind: 'revocation', ...revocation({ kind: 'session', tenant: 'acme', id }) })),
  );
  pass(1001);
  await ask(acme);
  await settle();
  await fallBack(before);
  for (const strict of [false, true, false]) {
    for (const id of ['s0', 's99', 's100', 's20099'])
      expect((await ask(replicated(asking('acme', 'u', id), { strict }))).revokedBy).toBe('session');
    expect((await ask(replicated(asking('acme', 'u', 'other'), { strict }))).revokedBy).toBeNull();
    pass(1001);
  }
});

test('people who sign in again after a loss are let in, and their old sessions are not', async () => {
  const { ask, pass, settle } = await fallenBack({ kind: 'user', tenant: 'acme', id: 'u1' });
  const anew = replicated(asking('acme', 'u1', 's2', START_SECONDS + 1));
  for (let round = 0; round < 3; round += 1) {
    pass(1001);
    expect((await ask(anew)).revokedBy).toBeNull();
    expect((await ask(acme)).revokedBy).not.toBeNull();
    await settle();
  }
});

test('a later revocation of the same user that was lost holds, though the earlier one is still there', async () => {
  const { ask, fallBack, pass, settle, store, written } = await warm();
  await store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }, { notBefore: START_SECONDS - 600 }));
  const before = written();
  await store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u1' }));
  pass(1001);
  expect((await ask(acme)).revokedBy).toBe('user');
  await fallBack(before);
  for (let round = 0; round < 3; round += 1) {
    pass(1001);
    expect((await ask(acme)).revokedBy).not.toBeNull();
    expect((await ask(strictly)).revokedBy).not.toBeNull();
    await settle();
  }
});

test('what this isolate has revoked itself holds though the store has lost it before anybody read it', async () => {
  const { ask, fallBack, settle, state } = bench();
  await state.revoke(revocation(session));
  await fallBack(0);
  expect((await ask(strictly)).revokedBy).toBe('session');
  await settle();
  expect((await ask(acme)).revokedBy).toBe('session');
});

test('a session that was minted when the store was further makes the replica look, and each request but once', async () => {
  const { ask, asked, fallBack, pass, position, store, written } = await warm();
  const before = written();
  await store.revoke(revocation(session));
  pass(1001);
  expect((await ask(acme)).revokedBy).toBe('session');
  await store.revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u8' }));
  const seen = await position();
  await fallBack(before);
  Object.assign(asked, { admit: 0, feeds: 0, snapshot: 0 });
  const other = replicated(asking('acme', 'u2', 's2'), { seen });
  for (let request = 0; request < 20; request += 1) expect((await ask(other)).revokedBy).toBeNull();
  expect(asked.feeds + asked.snapshot + asked.admit).toBeLessThanOrEqual(6);
  expect((await ask(acme)).revokedBy).toBe('session');
});

describe('a tenant that was suspended in a state that is lost', () => {
  test.each([
    ['by the replica', false],
    ['strictly', true],
  ])('stays so until someone sets its policy again (asked %s)', async (_how, strict) => {
    const { ask, fallBack, pass, settle, state, store, written } = await warm();
    const asking_ = replicated(asking('acme', 'u1', 's1'), { strict });
    await store.setTenantPolicy('acme', policy({ addresses: ['192.0.2.0/24', '198.51.100.0/24'] }));
    const before = written();
    const suspended = policy({
      suspended: true,
      addresses: ['192.0.2.0/24'],
      requireMfa: true,
      forbidActAs: true,
      notBefore: 5,
    });
    await store.setTenantPolicy('acme', suspended);
    pass(1001);
    await ask(acme);
    await settle();
    await fallBack(before);
    for (const id of ['', 'a', 'b']) {
      expect((await ask(asking_)).tenantPolicy).toEqual(suspended);
      pass(1001);
      await settle();
      // The store goes on.
      if (id !== '') await store.revoke(revocation({ kind: 'session', tenant: 'acme', id }));
    }
    await state.setTenantPolicy('acme', policy());
    expect((await ask(asking_)).tenantPolicy).toEqual(policy());
    expect((await ask(replicated(asking('acme', 'u1', 's1')))).tenantPolicy).toEqual(policy());
  });
});
