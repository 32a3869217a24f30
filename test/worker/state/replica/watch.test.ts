import { describe, expect, test } from 'vitest';
import { asking, policy, revocation } from '../conformance/samples.ts';
import { replicated } from './store-double.ts';
import { bench, warm } from './warm-replica.ts';

/** What connections that are open learn of their sessions. */

type Bench = Awaited<ReturnType<typeof warm>>;

const subjectOf = (index: number, tenant = 'acme') => {
  const { subject } = asking(tenant, `user-${index}`, `session-${index}`);
  if (subject === null) throw new TypeError('there is a subject');
  return subject;
};
const SUBJECTS = Array.from({ length: 500 }, (_, index) => subjectOf(index));

const watchAll = ({ state }: Bench) => Promise.all(SUBJECTS.map((subject) => state.watch(subject, () => undefined)));
const watch = ({ state }: Bench, subject = subjectOf(1)) => state.watch(subject, () => undefined);
const calls = ({ asked }: Bench): number => asked.admit + asked.feeds + asked.snapshot;

test('the store is asked once a second, however many connections look', async () => {
  const isolate = await warm();
  for (let second = 0; second < 10; second += 1) {
    isolate.pass(950);
    const answers = await watchAll(isolate);
    expect(
      answers.every(({ revokedBy, failure, ageMs }) => revokedBy === null && failure === null && ageMs === 0),
    ).toBe(true);
    isolate.pass(50);
    await watchAll(isolate);
  }
  expect(calls(isolate)).toBe(10);
});

test('requests of the same isolate spare connections the question', async () => {
  const isolate = await warm();
  isolate.pass(950);
  await isolate.ask(replicated(asking('acme', 'u1', 's1')));
  expect((await watch(isolate)).failure).toBe(null);
  expect(calls(isolate)).toBe(1);
});

test('the first connection of an isolate is told by the store, and the copy is made', async () => {
  const isolate = bench();
  expect(await watch(isolate)).toEqual({ revokedBy: null, tenantPolicy: null, ageMs: 0, failure: null });
  expect(isolate.asked.snapshot).toBe(1);
});

test.each([
  ['session', { kind: 'session', tenant: 'acme', id: 'session-1' }],
  ['user', { kind: 'user', tenant: 'acme', id: 'user-1' }],
  ['tenant', { kind: 'tenant', tenant: 'acme' }],
  ['everyone', { kind: 'everyone' }],
] as const)('a revocation of the %s is known a second later', async (by, scope) => {
  const isolate = await warm();
  await isolate.store.revoke(revocation(scope));
  isolate.pass(901);
  expect((await watch(isolate)).revokedBy).toBe(by);
  expect((await watch(isolate, subjectOf(1, 'globex'))).revokedBy).toBe(by === 'everyone' ? by : null);
});

test('what the tenant demands is known a second later', async () => {
  const isolate = await warm();
  await isolate.store.setTenantPolicy('acme', policy({ suspended: true }));
  isolate.pass(901);
  expect((await watch(isolate)).tenantPolicy).toMatchObject({ suspended: true });
});

test('what was changed at this gateway is known at once', async () => {
  const isolate = await warm();
  await isolate.state.revoke(revocation({ kind: 'session', tenant: 'acme', id: 'session-1' }));
  expect((await watch(isolate)).revokedBy).toBe('session');
});

describe('while the store does not answer', () => {
  test('what was known is told with its age, and why there is nothing newer', async () => {
    const isolate = await warm();
    await isolate.store.revoke(revocation({ kind: 'tenant', tenant: 'acme' }));
    isolate.pass(901);
    await watch(isolate);
    isolate.set('down');
    isolate.pass(4000);
    expect(await watch(isolate)).toMatchObject({
      revokedBy: 'tenant',
      ageMs: 4000,
      failure: 'Error: the store is away',
    });
  });

  test('a session that is known to be revoked stays so', async () => {
    const isolate = await warm();
    await isolate.store.revoke(revocation({ kind: 'session', tenant: 'acme', id: 'session-1' }));
    isolate.pass(901);
    await watch(isolate, subjectOf(2));
    isolate.set('down');
    expect(await watch(isolate)).toMatchObject({ revokedBy: 'session' });
  });

  test('no session is taken for one that holds, where nothing was known before', async () => {
    const isolate = bench();
    isolate.set('down');
    await expect(watch(isolate)).rejects.toThrow('the store is away');
  });
});

test('a copy that was changed here and not read again is of no age', async () => {
  const isolate = await warm();
  await isolate.state.setTenantPolicy('acme', null);
  isolate.set('down');
  expect((await watch(isolate)).ageMs).toBe(Number.POSITIVE_INFINITY);
});
