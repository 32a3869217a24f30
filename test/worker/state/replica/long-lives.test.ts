import { describe, expect, test } from 'vitest';
import { asking, revocation } from '../conformance/samples.ts';
import { replicated } from './store-double.ts';
import { warm } from './warm-replica.ts';

const HOUR_MS = 3_600_000;

describe('a replica that is never loaded again', () => {
  test.each([
    ['is in use all the while', 46 * 24, HOUR_MS],
    ['nobody asks', 1, 50 * 24 * HOUR_MS],
  ])('still knows what is revoked after weeks in which it %s', async (_what, rounds, stepMs) => {
    const { ask, asked, pass, now, settle, state } = await warm();
    for (let round = 0; round < rounds; round += 1) {
      pass(stepMs);
      if (rounds > 1) await ask(replicated(asking('acme', 'u1', 's1', now() / 1000 - 60)));
      await settle();
    }
    expect(asked.snapshot).toBe(0);
    const nowSeconds = now() / 1000;
    const scope = { kind: 'session', tenant: 'acme', id: 's1' } as const;
    await state.revoke(revocation(scope, { notBefore: nowSeconds, expires: nowSeconds + 900 }));
    pass(5000);
    expect((await ask(replicated(asking('acme', 'u1', 's1', nowSeconds - 60)))).revokedBy).toBe('session');
  });

  test('lets go of what has expired', async () => {
    const { ask, pass, now, settle, state } = await warm();
    for (let hour = 0; hour < 200; hour += 1) {
      pass(HOUR_MS);
      const nowSeconds = now() / 1000;
      for (let index = 0; index < 10; index += 1) {
        const scope = { kind: 'session', tenant: 'acme', id: `${hour}/${index}` } as const;
        await state.revoke(revocation(scope, { notBefore: nowSeconds, expires: nowSeconds + 900 }));
      }
      await ask(replicated(asking('acme', 'u1', 'other', nowSeconds - 60)));
      await settle();
    }
    expect(state.figures().revocations).toBeLessThan(300);
  });
});

describe('after a whole tenant or everyone was revoked', () => {
  test.each([
    ['tenant', { kind: 'tenant', tenant: 'acme' }],
    ['everyone', { kind: 'everyone' }],
  ] as const)('(%s) neither new nor old sessions need the store', async (kind, scope) => {
    const { ask, asked, pass, now, settle, state } = await warm();
    const nowSeconds = now() / 1000;
    await state.revoke(revocation(scope, { notBefore: nowSeconds, expires: nowSeconds + 900 }));
    pass(2000);
    for (let index = 0; index < 100; index += 1) {
      pass(10);
      expect((await ask(replicated(asking('acme', `u${index}`, `n${index}`, nowSeconds + 1)))).revokedBy).toBeNull();
      expect((await ask(replicated(asking('acme', `u${index}`, `o${index}`, nowSeconds)))).revokedBy).toBe(kind);
    }
    await settle();
    expect(asked.admit).toBe(0);
    const other = kind === 'tenant' ? null : 'everyone';
    expect((await ask(replicated(asking('globex', 'u1', 's1', nowSeconds)))).revokedBy).toBe(other);
    pass(901_000);
    expect((await ask(replicated(asking('acme', 'u1', 's1', nowSeconds)))).revokedBy).toBeNull();
  });

  test('it holds though the store has lost its state, for those whom it concerned', async () => {
    const { ask, pass, now, reset, settle, state } = await warm();
    const nowSeconds = now() / 1000;
    await state.revoke(revocation({ kind: 'everyone' }, { notBefore: nowSeconds, expires: nowSeconds + 900 }));
    pass(2000);
    await ask(replicated(asking('acme', 'u1', 's1', nowSeconds)));
    await settle();
    reset();
    for (let round = 0; round < 3; round += 1) {
      pass(1001);
      expect((await ask(replicated(asking('acme', 'u1', 's1', nowSeconds)))).revokedBy).not.toBeNull();
      expect((await ask(replicated(asking('acme', 'u1', 's2', nowSeconds + 1)))).revokedBy).toBeNull();
      await settle();
    }
  });
});
