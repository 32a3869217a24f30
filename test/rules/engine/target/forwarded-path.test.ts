import { forwardedPath, publicPath } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomRuns } from '../../../support/random-runs.ts';

const by = (strip: string, add: string) => ({ path: { strip, add } });

describe('the path that an origin gets', () => {
  test.each([
    ['/tools', '', '/tools', '/'],
    ['/tools', '', '/tools/', '/'],
    ['/tools', '', '/tools/x', '/x'],
    ['/tools', '', '/tools/tools/x/', '/tools/x/'],
    ['/tools', '/v2', '/tools', '/v2'],
    ['/tools', '/v2', '/tools/', '/v2/'],
    ['/tools', '/v2', '/tools/x', '/v2/x'],
    ['', '/v2', '/', '/v2/'],
    ['', '/v2', '/x', '/v2/x'],
    ['/a/b', '/c', '/a/b/c', '/c/c'],
  ])('with %j stripped and %j added, of %s: %s', (strip, add, path, expected) => {
    expect(forwardedPath(by(strip, add), path)).toBe(expected);
  });

  test('is the same without a rule', () => {
    expect(forwardedPath({ path: null }, '/tools/x')).toBe('/tools/x');
    expect(publicPath({ path: null }, '/tools/x')).toBe('/tools/x');
  });

  test.each(['/', '/admin', '/tools-admin', '/toolsx', '/Tools/x', '/tool', '/x/tools'])(
    'does not exist for %s, which does not lie below /tools',
    (path) => {
      expect(() => forwardedPath(by('/tools', ''), path)).toThrow(RangeError);
    },
  );
});

test('the way back leads to the path that was asked for', () => {
  const segment = fc.constantFrom('a', 'tools', 'v2', 'x.y', '%C3%A9');
  const literal = fc.array(segment, { maxLength: 2 }).map((parts) => parts.map((part) => `/${part}`).join(''));
  const rest = fc.tuple(fc.array(segment, { minLength: 1, maxLength: 3 }), fc.boolean());
  fc.assert(
    fc.property(literal, literal, rest, (strip, add, [parts, slash]) => {
      fc.pre(strip !== add);
      const path = `${strip}/${parts.join('/')}${slash ? '/' : ''}`;
      const forwarded = forwardedPath(by(strip, add), path);
      expect(forwarded).toBe(`${add}/${parts.join('/')}${slash ? '/' : ''}`);
      // Unless it reads as if the app knew where it is published.
      const isKnown = add === '' && (forwarded === strip || forwarded.startsWith(`${strip}/`));
      expect(publicPath(by(strip, add), forwarded)).toBe(isKnown ? forwarded : path);
    }),
    { numRuns: randomRuns(300) },
  );
});
