import { expect, test } from 'vitest';
import type { RevocationScope } from '../../../../worker/state/port.ts';
import { createKnownRevocations } from '../../../../worker/state/replica/known-revocations.ts';
import { ALL_SHARDS } from '../../../../worker/state/shard.ts';
import { asking, revocation, START_SECONDS } from '../conformance/samples.ts';

const user = (id: string, tenant = 'acme'): RevocationScope => ({ kind: 'user', tenant, id });
type Known = ReturnType<typeof createKnownRevocations>;

/** The scopes that are held, of all shards. */
const held = (known: Known, nowSeconds = START_SECONDS) => [
  ...new Set(
    ALL_SHARDS.flatMap((shard) => known.ofShard(shard, known.learnt(), nowSeconds)).map(({ scope }) =>
      JSON.stringify(scope),
    ),
  ),
];

test.each<RevocationScope>([
  user('u1'),
  user(''),
  user('\0'),
  user('a\0b\0'),
  user('ü€😀\ud800'),
  { kind: 'session', tenant: 'acme', id: 'everyone' },
  { kind: 'tenant', tenant: 'user' },
  { kind: 'everyone' },
])('what is held is given back as it was: %j', (scope) => {
  const known = createKnownRevocations();
  known.learn(revocation(scope), true);
  expect(held(known)).toEqual([JSON.stringify(scope)]);
});

test('the latest are held, and take no more memory than they may, however long their ids are', () => {
  const known = createKnownRevocations(20_000);
  for (let index = 0; index < 1000; index += 1) known.learn(revocation(user(`${index}`.padStart(200, 'ü'))), true);
  expect(known.size().bytes).toBeLessThanOrEqual(20_000);
  const [first, ...others] = held(known);
  expect(others.length).toBeGreaterThan(20);
  expect(first).toContain(`${999 - others.length}`);
  expect(others.at(-1)).toContain('999');
});

test('what a snapshot tells takes no one’s place, and what is learnt again is new again', () => {
  const known = createKnownRevocations(1000);
  for (const id of ['a', 'b', 'c', 'd']) known.learn(revocation(user(id)), true);
  const before = held(known);
  known.learn(revocation(user('of-a-snapshot')), false);
  expect(held(known)).toEqual(before);
  known.learn(revocation(user('b')), true);
  known.learn(revocation(user('of-now')), true);
  expect(held(known).map((scope) => JSON.parse(scope).id)).toContain('b');
});

test('whole tenants and everyone are held, whatever comes after them', () => {
  const known = createKnownRevocations(1000);
  for (let index = 0; index < 50; index += 1)
    known.learn(revocation({ kind: 'tenant', tenant: `tenant-${index}` }), true);
  known.learn(revocation({ kind: 'everyone' }), true);
  for (let index = 0; index < 100; index += 1) known.learn(revocation(user(`u${index}`)), true);
  expect(known.size().wide).toBe(51);
  for (let index = 0; index < 50; index += 1) {
    const { subject } = asking(`tenant-${index}`, 'somebody', 's');
    expect(subject && known.revokedBy(subject, START_SECONDS)).toBe('tenant');
  }
});

test('what has expired long enough ago is let go, and its memory with it', () => {
  const known = createKnownRevocations();
  known.learn(revocation(user('u1')), true);
  known.learn(revocation({ kind: 'everyone' }), true);
  known.renew(START_SECONDS);
  known.renew(START_SECONDS + 900 + 599);
  expect(known.size().bytes).toBeGreaterThan(0);
  known.renew(START_SECONDS + 900 + 700);
  expect(known.size()).toEqual({ wide: 0, bytes: 0 });
});

test('twenty thousand with ids of usual length are held in full', () => {
  const known = createKnownRevocations();
  for (let index = 0; index < 20_000; index += 1) known.learn(revocation(user(`user-${index}`)), true);
  expect(held(known)).toHaveLength(20_000);
  expect(known.size().bytes).toBeLessThanOrEqual(6 * 2 ** 20);
});
