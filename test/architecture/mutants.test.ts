import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MUTANTS } from '../mutants/list/index.ts';
import { mutated } from '../mutants/mutant.ts';

test('each mutant fits its source and names tests that are there', async () => {
  for (const mutant of MUTANTS) {
    await mutated('.', mutant);
    expect(
      mutant.tests.filter((file) => !existsSync(file)),
      mutant.id,
    ).toEqual([]);
  }
});

test('there are many of them, each with an id of its own', () => {
  const ids = new Set(MUTANTS.map(({ id }) => id));
  expect(ids.size).toBe(MUTANTS.length);
  expect(ids.size).toBeGreaterThanOrEqual(150);
});
