import { describe, expect, test } from 'vitest';
import { BACKENDS } from './backends.ts';
import { freshBackend } from './fresh-backend.ts';
import { claim, HOSTILE, question, START } from './samples.ts';

describe.each(Object.entries(BACKENDS))('limits of %s', (_, start) => {
  const state = freshBackend(start);

  const ask = async (...limits: readonly ReturnType<typeof claim>[]) =>
    (await state.store.admit(question({ limits }))).limits;

  test('a question without limits has no answer about limits', async () => {
    expect(await state.store.admit(question())).toEqual({
      limits: [],
      revokedBy: null,
      tenantPolicy: null,
      countedAtMs: START,
      position: null,
      renewal: null,
    });
  });

  test('a quota counts down, and refuses until the oldest count has left', async () => {
    const limit = claim('k', 2, 60);
    expect(await ask(limit)).toEqual([{ id: 'k', admitted: true, granted: 1, remaining: 1, resetMs: 61_000 }]);
    await state.backend.setClock(START + 1500);
    expect(await ask(limit)).toEqual([{ id: 'k', admitted: true, granted: 1, remaining: 0, resetMs: 59_500 }]);
    await state.backend.setClock(START + 60_999);
    expect(await ask(limit)).toEqual([{ id: 'k', admitted: false, granted: 0, remaining: 0, resetMs: 1 }]);
    await state.backend.setClock(START + 61_000);
    expect(await ask(limit)).toEqual([{ id: 'k', admitted: true, granted: 1, remaining: 0, resetMs: 1000 }]);
  });

  test('where one limit refuses, none counts', async () => {
    const narrow = claim('narrow', 1, 60);
    const wide = claim('wide', 10, 60);
    await ask(narrow);
    const [first, second] = await ask(wide, narrow);
    expect(first).toMatchObject({ admitted: true, granted: 0, remaining: 9 });
    expect(second).toMatchObject({ admitted: false, granted: 0, remaining: 0 });
    expect(await ask(wide)).toMatchObject([{ remaining: 9, granted: 1 }]);
  });

  test('the same where one limit is a tenant’s and the other is of all tenants together, wherever they lie', async () => {
    const narrow = { ...claim('narrow of acme', 1, 60), tenant: 'acme' };
    const wide = Array.from({ length: 8 }, (_item, index) => claim(`203.0.113.${index}`, 10, 60));
    const others = Array.from({ length: 8 }, (_item, index) => ({
      ...claim(`t${index}`, 10, 60),
      tenant: `t${index}`,
    }));
    await ask(narrow);
    expect(await ask(...wide, narrow, ...others)).toMatchObject([
      ...wide.map(({ id }) => ({ id, admitted: true, granted: 0, remaining: 9 })),
      { id: narrow.id, admitted: false, granted: 0 },
      ...others.map(({ id }) => ({ id, admitted: true, granted: 0, remaining: 9 })),
    ]);
    expect(await ask(...wide, ...others)).toMatchObject([...wide, ...others].map(() => ({ granted: 1, remaining: 9 })));
  });

  test('a lease gets what is left, and nothing where nothing is left', async () => {
    expect(await ask(claim('k', 10, 60, 4))).toMatchObject([{ admitted: true, granted: 4, remaining: 6 }]);
    expect(await ask(claim('k', 10, 60, 8))).toMatchObject([{ admitted: true, granted: 6, remaining: 0 }]);
    expect(await ask(claim('k', 10, 60, 8))).toMatchObject([{ admitted: false, granted: 0, remaining: 0 }]);
    expect(await ask(claim('k', 10, 60))).toMatchObject([{ admitted: false, granted: 0 }]);
  });

  test('what is given back can be taken again, and no more than was counted', async () => {
    const limit = claim('k', 3, 60);
    const { countedAtMs } = await state.store.admit(question({ limits: [claim('k', 3, 60, 2)] }));
    await state.backend.setClock(START + 5000);
    await ask(limit);
    await state.store.release([claim('k', 3, 60, 2)], countedAtMs);
    await state.store.release([claim('k', 3, 60, 2)], countedAtMs);
    await state.store.release([claim('other', 3, 60)], countedAtMs);
    expect(await ask(limit)).toMatchObject([{ remaining: 1 }]);
    expect(await ask(limit)).toMatchObject([{ remaining: 0 }]);
    expect(await ask(limit)).toMatchObject([{ admitted: false }]);
  });

  test('a clock that steps back admits no more', async () => {
    const limit = claim('k', 2, 60);
    await ask(limit);
    await state.backend.setClock(START - 30_000);
    expect(await ask(limit)).toMatchObject([{ admitted: true }]);
    expect(await ask(limit)).toMatchObject([{ admitted: false }]);
    await state.backend.setClock(START + 60_999);
    expect(await ask(limit)).toMatchObject([{ admitted: false }]);
  });

  test('keys never meet, whatever they hold', async () => {
    for (const key of HOSTILE)
      expect(await ask(claim(key, 1, 60)), JSON.stringify(key.slice(0, 20))).toMatchObject([
        { id: key, admitted: true },
      ]);
    for (const key of HOSTILE) expect(await ask(claim(key, 1, 60))).toMatchObject([{ id: key, admitted: false }]);
  });

  test('many limits are one question', async () => {
    const limits = Array.from({ length: 12 }, (_item, index) => claim(`k${index}`, index + 1, 60 + index));
    const statuses = await ask(...limits);
    expect(statuses.map(({ id, remaining }) => [id, remaining])).toEqual(
      limits.map(({ id, quota }) => [id, quota - 1]),
    );
  });

  test('of many at once, as many as the quota are admitted', async () => {
    const limits = [claim('k', 25, 60), claim('wide', 1000, 60)];
    const answers = await Promise.all(Array.from({ length: 80 }, () => state.store.admit(question({ limits }))));
    const admitted = answers.filter((answer) => answer.limits.every((status) => status.admitted));
    expect(admitted.length).toBe(25);
    expect(await ask(claim('wide', 1000, 60))).toMatchObject([{ remaining: 974 }]);
  });
});
