import { describe, expect, test } from 'vitest';
import { withOwnNames } from '../../../worker/core/headers/request-cookies.ts';

const PREFIXES = [
  { name: 'my.prefs', prefix: '__Secure-' },
  { name: 'sid', prefix: '__Host-' },
] as const;
const own = (header: string): string | null => withOwnNames(header, PREFIXES);

test.each([
  ['__Host-sid=1', 'sid=1'],
  ['a=1; __Host-sid=2; b=3', 'a=1; sid=2; b=3'],
  ['a=1;__Secure-my.prefs=x=y ; b', 'a=1; my.prefs=x=y; b'],
  ['__Host-sid=', 'sid='],
  ['__Host-sid=x,sid=y', 'sid=x,sid=y'],
  // A partitioned cookie and one that is not: no other host can set either.
  ['__Host-sid=1; __Host-sid=2', 'sid=1; sid=2'],
])('%j reaches the app as %j', (header, seen) => expect(own(header)).toBe(seen));

describe('what an app could take for the cookie is taken out', () => {
  test.each([
    'sid=1',
    'sid',
    'sid =1',
    '\tsid\t=\t1',
    'SID=1',
    '=sid=1',
    '==sid=1',
    '= sid',
    '"sid"=1',
    '\u00a0sid=1',
    '\ufeffsid\u2003=1',
    's%69d=1',
    '%73%69%64',
    '+sid=1',
    '%20sid=1',
    'sid%00x=1',
    'sid[]=1',
    'sid[a]=1',
    'x=1,sid=2',
    'x=1 sid=2',
    'x="1"sid=2',
    'x="a b", sid = 2',
    'my_prefs=1',
    'my prefs=1',
    'my[prefs=1',
    'MY.PREFS=1',
  ])('%j', (pair) => {
    expect(own(pair)).toBeNull();
    expect(own(`a=1; ${pair}; __Host-sid=2`)).toBe('a=1; sid=2');
  });

  test.each(['__host-sid=1', '__HOST-sid=1', '__Host-Sid=1', '__Secure-sid=1', '__Host-my.prefs=1'])(
    '%j is another cookie',
    (pair) => expect(own(pair)).toBe(pair),
  );
});

test.each(['connect.sid=1', 'sidebar=1', 'x-sid=1', 'a=sid', 'a=my sid', 'a=x.sid=1', 'myXprefs=1', 'a%zz=1', ''])(
  '%j stays',
  (pair) => expect(own(`b=2; ${pair}`)).toBe(pair === '' ? 'b=2' : `b=2; ${pair}`),
);
