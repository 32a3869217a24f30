import { afterEach, describe, expect, test, vi } from 'vitest';
import { applyPatch, parsePatch } from '../../../../worker/core/scim/index.ts';

const apply = (...Operations: object[]) => applyPatch({ userName: 'ann' }, parsePatch({ Operations }));
const many = (count: number) => Array.from({ length: count }, (_, index) => index);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('what one PATCH may bring', () => {
  test.each<[string, number, object[]]>([
    ['a value longer than a user', 413, [{ op: 'add', path: 'emails', value: many(30_000) }]],
    [
      'values that are together longer, even if the last operation takes them away',
      413,
      [
        { op: 'add', path: 'title', value: 'x'.repeat(20_000) },
        { op: 'add', path: 'nickName', value: 'x'.repeat(20_000) },
        { op: 'remove', path: 'title' },
      ],
    ],
    [
      'more changes than a user has attributes',
      400,
      many(201).map((n) => ({ op: 'add', path: 'emails', value: `a${n}` })),
    ],
    ['the same in one value', 400, [{ op: 'add', value: Object.fromEntries(many(201).map((n) => [`a${n}`, 0])) }]],
    [
      'one value into each of many',
      413,
      [
        { op: 'add', path: 'emails', value: many(1000).map((n) => ({ value: `${n}`, type: 'x' })) },
        { op: 'replace', path: 'emails[type eq "x"].display', value: 'x'.repeat(1000) },
      ],
    ],
    ['a path that goes ever deeper', 400, [{ op: 'add', path: 'a.'.repeat(1000).concat('a'), value: 0 }]],
  ])('%s is refused with %i', (_what, status, operations) => {
    expect(() => apply(...operations)).toThrow(expect.objectContaining({ name: 'ScimError', status }));
  });

  test('what a directory sends is taken', () => {
    const values = many(100).map((n) => ({ value: `${n}@x.example`, type: 'other' }));
    const operations = many(200).map((n) => ({ op: 'replace', path: `attribute${n}`, value: n }));
    expect(apply({ op: 'add', path: 'emails', value: values }, ...operations.slice(1))).toMatchObject({
      emails: values,
    });
  });
});

test('members of wide objects are looked up once each', () => {
  const wide = (first: number) => Object.fromEntries(many(1000).map((n) => [`a${first + n}`, 0]));
  const operations = parsePatch({
    Operations: [
      { op: 'add', path: 'name', value: wide(0) },
      { op: 'add', path: 'name', value: wide(1000) },
    ],
  });
  const lower = vi.spyOn(String.prototype, 'toLowerCase');
  const changed = applyPatch({ userName: 'ann' }, operations);
  expect(Object.keys(Object(changed['name']))).toHaveLength(2000);
  expect(lower.mock.calls.length).toBeLessThan(10_000);
});
