import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { encodeQuestion } from '../../../../worker/state/embedded/admit-text.ts';
import { admit, type ObjectOf, release } from '../../../../worker/state/embedded/sharded-admit.ts';
import { shardOf } from '../../../../worker/state/shard.ts';
import type { StoreClaim, StoreQuestion } from '../../../../worker/state/store.ts';
import { asking, claim, policy, question, revocation, START } from '../conformance/samples.ts';
import { createFakeObjects, type FakeObjects } from './fake-objects.ts';

const ACME = shardOf('acme');
const ADDRESS_KEY = '203.0.113.1';
const ADDRESS = shardOf(ADDRESS_KEY);
const DEADLINE_MS = 100;

const ofTenant = (quota: number, cost?: number): StoreClaim => ({
  ...claim('tenant', quota, 60, cost),
  tenant: 'acme',
});
const ofAddress = (quota: number, cost?: number): StoreClaim => claim(ADDRESS_KEY, quota, 60, cost);

let objects: FakeObjects;

beforeEach(() => {
  objects = createFakeObjects();
});

const ask = (asked: Partial<StoreQuestion>) => admit(objects.objectOf, question(asked), DEADLINE_MS);
const called = (method: string) => objects.calls.filter(([, name]) => name === method).map(([shard]) => shard);

test('the limits of these tests lie in two shards', () => expect(ADDRESS).not.toBe(ACME));

describe('what is asked of which object', () => {
  test('all that is a tenant’s own is one call', async () => {
    await ask({ ...asking('acme', 'u', 's'), limits: [ofTenant(5)], record: '{}' });
    expect(objects.calls).toEqual([
      [ACME, 'admit', encodeQuestion({ ...asking('acme', 'u', 's'), limits: [ofTenant(5)], record: '{}' })],
    ]);
  });

  test('a limit by address is asked of the object of its key, which learns nothing else', async () => {
    await ask({ ...asking('acme', 'u', 's'), limits: [ofAddress(5), ofTenant(5)], record: '{}' });
    expect(objects.calls).toEqual([
      [ACME, 'admit', encodeQuestion({ ...asking('acme', 'u', 's'), limits: [ofTenant(5)], record: '{}' })],
      [ADDRESS, 'admit', encodeQuestion(question({ limits: [ofAddress(5)] }))],
    ]);
  });

  test('a record of no tenant goes with the first limit, and a question of nothing to the first shard', async () => {
    await ask({ limits: [ofAddress(5), ofTenant(5)], record: '{}' });
    await ask({ record: '{"alone":true}' });
    await ask({});
    expect(objects.calls).toEqual([
      [ADDRESS, 'admit', encodeQuestion(question({ limits: [ofAddress(5)], record: '{}' }))],
      [ACME, 'admit', encodeQuestion(question({ limits: [ofTenant(5)] }))],
      [0, 'admit', encodeQuestion(question({ record: '{"alone":true}' }))],
      [0, 'admit', encodeQuestion(question())],
    ]);
  });

  test('the answers come together: limits in the order of the question, the rest of the tenant', async () => {
    await objects.objectOf(ACME).revoke(revocation({ kind: 'user', tenant: 'acme', id: 'u' }));
    await objects.objectOf(ACME).setTenantPolicy('acme', policy({ requireMfa: true }));
    const answer = await ask({ ...asking('acme', 'u', 's'), limits: [ofAddress(7), ofTenant(5)] });
    expect(answer).toMatchObject({
      limits: [
        { id: ADDRESS_KEY, remaining: 6, granted: 1 },
        { id: 'tenant', remaining: 4, granted: 1 },
      ],
      revokedBy: 'user',
      tenantPolicy: { requireMfa: true },
      position: { version: 2 },
    });
  });
});

describe('the answer for a limit', () => {
  test('is found by its place, even if two of them have the same id', async () => {
    const narrow = { ...ofTenant(1), key: 'narrow' };
    const { limits } = await ask({ limits: [narrow, ofAddress(5), ofTenant(9)] });
    expect(limits).toMatchObject([
      { id: 'tenant', remaining: 0 },
      { id: ADDRESS_KEY, remaining: 4 },
      { id: 'tenant', remaining: 8 },
    ]);
  });

  test('that is missing is no answer', async () => {
    const forgetful: ObjectOf = (shard) => {
      const object = objects.objectOf(shard);
      return { ...object, admit: () => object.admit(encodeQuestion(question())) };
    };
    for (const limits of [[ofTenant(9)], [ofAddress(5), ofTenant(9)]])
      await expect(admit(forgetful, question({ limits }), DEADLINE_MS)).rejects.toThrow(/answer of a part .* is odd/);
  });
});

describe('a refusal', () => {
  test.each([
    ['by the address', ofAddress(1), ofTenant(10)],
    ['by the tenant', ofTenant(1), ofAddress(10)],
  ])('%s uses up nothing of the other, whichever was asked first', async (_name, narrow, wide) => {
    await ask({ limits: [narrow] });
    for (const limits of [
      [narrow, wide],
      [wide, narrow],
    ]) {
      const statuses = (await ask({ limits })).limits;
      expect(statuses.map(({ id, admitted, granted }) => [id, admitted, granted])).toEqual(
        limits.map(({ id }) => [id, id !== narrow.id, 0]),
      );
    }
    expect((await ask({ limits: [wide] })).limits).toMatchObject([{ admitted: true, remaining: 9 }]);
  });

  test('gives back as much as was granted, and not what others have counted', async () => {
    await ask({ limits: [ofAddress(1)] });
    await ask({ limits: [ofTenant(10, 7)] });
    const { limits } = await ask({ limits: [ofAddress(1), ofTenant(10, 8)] });
    expect(limits).toMatchObject([{ admitted: false }, { admitted: true, granted: 0 }]);
    expect((await ask({ limits: [ofTenant(10)] })).limits).toMatchObject([{ remaining: 2 }]);
  });

  test('gives back where each object has counted, though their clocks differ', async () => {
    objects.setClock(ACME, START + 5000);
    await ask({ limits: [ofAddress(1)] });
    await ask({ limits: [ofAddress(1), ofTenant(10)] });
    expect((await ask({ limits: [ofTenant(10)] })).limits).toMatchObject([{ remaining: 9 }]);
  });

  test.each(['throws', 'hangs'] as const)('stands where the object that should give back %s', async (how) => {
    await ask({ limits: [ofAddress(1)] });
    objects.fail(ACME, 'release', how);
    const { limits } = await ask({ limits: [ofTenant(10), ofAddress(1)] });
    expect(limits).toMatchObject([{ granted: 0 }, { admitted: false, granted: 0 }]);
    expect((await ask({ limits: [ofTenant(10)] })).limits).toMatchObject([{ remaining: 8 }]);
  });
});

describe('an object that does not answer', () => {
  test.each([
    ['throws', 'away'],
    ['hangs', 'no answer'],
  ] as const)('is no answer: it %s', async (how, message) => {
    objects.fail(ADDRESS, 'admit', how);
    await expect(ask({ limits: [ofTenant(10), ofAddress(10)] })).rejects.toThrow(message);
  });

  test('keeps no one from what others hold', async () => {
    objects.fail(ADDRESS, 'admit', 'hangs');
    expect((await ask({ ...asking('acme', 'u', 's'), limits: [ofTenant(10)] })).limits).toMatchObject([{ granted: 1 }]);
  });
});

describe('giving back later', () => {
  test('is asked of each object that counted, once', async () => {
    const limits = [ofAddress(5), ofTenant(5), { ...ofTenant(3), id: 'other', key: 'other' }];
    const { countedAtMs } = await ask({ limits });
    await release(objects.objectOf, limits, countedAtMs);
    expect(called('release').sort()).toEqual([ACME, ADDRESS].sort());
    const after = await ask({ limits });
    expect(after.limits.map(({ remaining }) => remaining)).toEqual([4, 4, 2]);
  });

  test('goes by the earliest of the clocks, and by each limit’s own where that is known', async () => {
    objects.setClock(ACME, START + 2500);
    const answer = await ask({ limits: [ofAddress(5), ofTenant(5)] });
    expect(answer.countedAtMs).toBe(START);
    expect(answer.limits.map(({ countedAtMs }) => countedAtMs)).toEqual([START, START + 2500]);
  });

  test('never lets more through than the quota, however far the clocks are apart', async () => {
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 9000 }),
      givesBack: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 60 }),
        fc.integer({ min: -3000, max: 3000 }),
        async (steps, apartMs) => {
          objects = createFakeObjects();
          const kept: number[] = [];
          let nowMs = START;
          for (const { waitMs, givesBack } of steps) {
            nowMs += waitMs;
            objects.setClock(ACME, nowMs + apartMs);
            objects.setClock(ADDRESS, nowMs);
            const limits = [ofAddress(1000), ofTenant(5)];
            const answer = await ask({ limits });
            if (answer.limits.some(({ admitted }) => !admitted)) continue;
            if (givesBack) await release(objects.objectOf, limits, answer.countedAtMs);
            else kept.push(nowMs);
          }
          for (const from of kept)
            expect(kept.filter((atMs) => atMs >= from && atMs < from + 60_000).length).toBeLessThanOrEqual(5);
        },
      ),
      { numRuns: 200 },
    );
  });
});
