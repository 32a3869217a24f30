import { describe, expect, test } from 'vitest';
import { joinMemberChanges, type MemberChange } from '../../../../worker/core/scim/index.ts';

const add = (...users: readonly string[]): MemberChange => ({ kind: 'add', users });
const remove = (...users: readonly string[]): MemberChange => ({ kind: 'remove', users });
const all = (...users: readonly string[]): MemberChange => ({ kind: 'all', users });

test('changes of one kind in a row are one, in their order among the others', () => {
  expect(joinMemberChanges([add('a'), add('b', 'a'), remove('a'), add('c')])).toEqual([
    add('a', 'b'),
    remove('a'),
    add('c'),
  ]);
  expect(joinMemberChanges([all('a'), all('b')])).toEqual([all('a'), all('b')]);
  expect(joinMemberChanges([])).toEqual([]);
});

describe('too much for one request', () => {
  test.each<[string, readonly MemberChange[]]>([
    [
      'members, over all operations',
      Array.from({ length: 1000 }, (_, n) => add(...Array.from({ length: 11 }, (__, m) => `${n}-${m}`))),
    ],
    ['turns', Array.from({ length: 21 }, (_, n) => (n % 2 === 0 ? add('a') : remove('a')))],
    ['replacements', Array.from({ length: 21 }, () => all('a'))],
  ])('%s', (_what, changes) => {
    expect(() => joinMemberChanges(changes)).toThrow(expect.objectContaining({ status: 400, scimType: 'tooMany' }));
  });

  test('a thousand operations of one member each are not', () => {
    expect(joinMemberChanges(Array.from({ length: 1000 }, (_, n) => add(`u${n}`)))).toHaveLength(1);
  });
});
