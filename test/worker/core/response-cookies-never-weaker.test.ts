import type { CookieRule } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { hardenSetCookie } from '../../../worker/core/headers/response-cookies.ts';
import { randomRuns } from '../../support/random-runs.ts';

/** As browsers read a Set-Cookie (RFC 6265bis section 5.6), written again from the specification. */
function readByBrowser(value: string) {
  const [pair = '', ...parts] = value.split(';');
  const attributes = parts.map((part) => {
    const equals = part.indexOf('=');
    const [name, text] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    const trim = (each: string): string => each.replaceAll(/^[ \t]+|[ \t]+$/g, '');
    return [trim(name).toLowerCase(), trim(text)] as const;
  });
  const heeded = attributes.filter(([, text]) => new TextEncoder().encode(text).length <= 1024);
  const last = (wanted: string) => heeded.findLast(([name]) => name === wanted)?.[1];
  const sameSite = ['none', 'lax', 'strict'].indexOf((last('samesite') ?? '').toLowerCase());
  return {
    name: pair.slice(0, Math.max(0, pair.indexOf('='))).trim(),
    isSecure: last('secure') !== undefined,
    isHttpOnly: last('httponly') !== undefined,
    isPartitioned: last('partitioned') !== undefined,
    domain: last('domain') ?? null,
    /** `null`: the browser's own default, which is `None` in some. */
    sameSite: sameSite < 0 ? null : sameSite,
  };
}

test('is never weaker than the app asks, nor than the rules', () => {
  const attribute = fc.constantFrom(
    'Secure',
    'secure=x',
    `Secure=${'x'.repeat(1025)}`,
    'HttpOnly',
    'HTTPONLY=0',
    'Partitioned',
    'Domain=example.com',
    'domain',
    'SameSite=None',
    'samesite = lax',
    'SameSite=Strict',
    'SameSite=x',
    `SameSite=${'x'.repeat(2000)}`,
    'Path=/x',
    'Max-Age=0',
    '',
    ' ',
    '=Secure',
  );
  const levels = { none: 0, origin: 1, lax: 1, strict: 2 };
  const cases = fc.record({
    name: fc.constantFrom('sid', 'csrf', 'other'),
    attributes: fc.array(attribute, { maxLength: 6 }),
    rule: fc.record({
      domain: fc.constantFrom('host' as const, 'keep' as const),
      httpOnly: fc.record({
        kind: fc.constantFrom('only' as const, 'allBut' as const),
        names: fc.subarray(['sid', 'csrf']),
      }),
      sameSite: fc.constantFrom('strict' as const, 'lax' as const, 'origin' as const, 'none' as const),
      partitioned: fc.boolean(),
      prefixes: fc.constantFrom<CookieRule['prefixes']>(
        [],
        [{ name: 'sid', prefix: '__Host-' }],
        [{ name: 'sid', prefix: '__Secure-' }],
      ),
    }),
  });
  fc.assert(
    fc.property(cases, ({ name, attributes, rule }) => {
      const written = [`${name}=1`, ...attributes].join('; ');
      const theirs = readByBrowser(written);
      // The second only deletes.
      const [first = ''] = hardenSetCookie(written, rule, 0);
      const sent = readByBrowser(first);
      const prefix = rule.prefixes.find((each) => each.name === name)?.prefix ?? '';
      expect(sent.name).toBe(prefix + name);
      expect(sent.isSecure).toBe(true);
      expect(sent.isHttpOnly).toBe(
        theirs.isHttpOnly || rule.httpOnly.names.includes(name) === (rule.httpOnly.kind === 'only'),
      );
      expect(sent.isPartitioned).toBe(theirs.isPartitioned || rule.partitioned);
      expect(sent.domain).toBe(rule.domain === 'host' || prefix === '__Host-' ? null : theirs.domain);
      // The app may say None; what it does not say is for the rules.
      const least = rule.sameSite === 'origin' && theirs.sameSite !== null ? theirs.sameSite : levels[rule.sameSite];
      expect(sent.sameSite).toBe(Math.max(least, theirs.sameSite ?? 0));
      if (prefix === '__Host-') expect(first.split('; ').filter((each) => /^path/i.test(each))).toEqual(['Path=/']);
    }),
    { numRuns: randomRuns(1000) },
  );
});
