import { describe, expect, test } from 'vitest';
import { advised, anyone, rolesAccess, routeOf, said } from './written.ts';

const deny = (...addresses: string[]) => ({ deny: { addresses, at: 'rules.yaml:11' } });
const opening = (...addresses: string[]) => ({
  routes: [routeOf('/office', { access: rolesAccess({ addresses }), at: 'rules.yaml:30', lines: { addresses: 31 } })],
});

describe('lists that are named', () => {
  test('say nothing where they differ', () => {
    expect(
      advised(
        { ...deny('bad'), ...opening('a', 'b') },
        { a: ['192.0.2.0/25'], b: ['192.0.2.128/25'], bad: ['198.51.100.0/24'] },
      ),
    ).toEqual([]);
  });

  test('are shadowed by a wider list of the same route', () => {
    const lists = { a: ['192.0.2.0/25', '2001:db8::/48'], b: ['192.0.2.0/24', '2001:db8::/32'] };
    expect(said(advised(opening('a', 'b'), lists))).toEqual([
      'shadowed_rule rules.yaml:31 The list "a" of route "/office" holds no address that "b" does not.',
    ]);
  });

  test('are shadowed where two entries of the other hold one of theirs together', () => {
    const lists = { a: ['192.0.2.0/24'], b: ['192.0.2.0/25', '192.0.2.128/25', '203.0.113.1'] };
    expect(said(advised(opening('b', 'a'), lists))).toEqual([
      'shadowed_rule rules.yaml:31 The list "a" of route "/office" holds no address that "b" does not.',
    ]);
  });

  test('are shadowed once where two are equal', () => {
    expect(
      said(advised(deny('a', 'b') as object, { a: ['192.0.2.0/24'], b: ['192.0.2.0/25', '192.0.2.128/25'] })),
    ).toEqual(['shadowed_rule rules.yaml:11 The deny list "b" holds no address that "a" does not.']);
  });

  test('open nothing where the deny lists together hold them', () => {
    const lists = { a: ['192.0.2.0/24'], low: ['192.0.2.0/25'], high: ['192.0.2.128/25'] };
    expect(said(advised({ ...deny('low', 'high'), ...opening('a') }, lists))).toEqual([
      'shadowed_rule rules.yaml:31 The list "a" of route "/office" opens nothing: the deny lists hold all its addresses.',
    ]);
  });

  test('may be empty', () => {
    expect(
      advised({ ...deny('none', 'b'), ...opening('a', 'none') }, { none: [], a: ['192.0.2.1'], b: ['192.0.2.2'] }),
    ).toEqual([]);
  });
});

describe('prefixes of one list', () => {
  test('are reported at the inner one, whatever the order, with the outer one', () => {
    const a = ['192.0.2.7', '2001:db8:1::/48', '192.0.2.0/24', '2001:db8::/32', '192.0.3.0/24', '192.0.2.128/25'];
    expect(said(advised(deny('a'), { a }))).toEqual([
      'overlapping_prefixes a.txt:1 192.0.2.7 in the list "a" lies in 192.0.2.0/24 (a.txt:3).',
      'overlapping_prefixes a.txt:2 2001:db8:1::/48 in the list "a" lies in 2001:db8::/32 (a.txt:4).',
      'overlapping_prefixes a.txt:6 192.0.2.128/25 in the list "a" lies in 192.0.2.0/24 (a.txt:3).',
    ]);
  });

  test('are reported where they are written twice in two ways', () => {
    expect(said(advised(deny('a'), { a: ['192.0.2.1', '::ffff:192.0.2.1'] }))).toEqual([
      'overlapping_prefixes a.txt:2 ::ffff:192.0.2.1 in the list "a" is 192.0.2.1 (a.txt:1).',
    ]);
  });

  test('are counted beyond the first twenty', () => {
    const a = ['10.0.0.0/8', ...Array.from({ length: 30 }, (_, index) => `10.0.${index}.0/24`)];
    const advice = advised(deny('a'), { a });
    expect(advice).toHaveLength(20);
    expect(advice.at(-1)?.message).toMatch(/ 10 more entries of the list overlap\.$/);
  });

  test.each([
    ['8.0.0.0/7', 'wide_network a.txt:1 8.0.0.0/7 in the list "a" is wider than /8.'],
    ['2000::/15', 'wide_network a.txt:1 2000::/15 in the list "a" is wider than /16.'],
    ['10.0.0.0/8', null],
    ['2001::/16', null],
  ])('%s', (text, expected) => {
    expect(said(advised(deny('a'), { a: [text] }))).toEqual(expected === null ? [] : [expected]);
  });
});

test('a list that nothing names is reported at its line', () => {
  const routes = [routeOf('/x', { access: { ...anyone, addresses: ['a'] }, methods: ['GET'] }), routeOf('/**')];
  expect(said(advised({ routes, ...deny('b') }, { a: ['192.0.2.1'], b: ['192.0.2.2'], c: ['192.0.2.3'] }))).toEqual([
    'unused_list rules.yaml:22 Neither "deny" nor a route names the address list "c".',
  ]);
});
