import { joinHeaders, type OrderedHeader, parsePolicies, STRICTEST } from '@portcullis/rules/responses';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PROFILES } from '../../../rules/src/settings/headers/profiles.ts';
import { responsePolicy } from '../../../rules/src/settings/headers/response-policy.ts';
import { randomRuns } from '../../support/random-runs.ts';

/**
 * What each header forbids, written again from its specification: for every use that a page or a stranger could make
 * of an answer, whether the value still lets it through. The join of two values may let through what both let through,
 * and nothing more.
 */
type Lets = (value: string) => ReadonlySet<string>;

const lets: { readonly [K in OrderedHeader]: Lets } = {
  'strict-transport-security': (value) => {
    const [first = ''] = value.split(',');
    const parts = first.split(';').map((part) => part.trim().toLowerCase());
    const age = /^max-age="?(\d+)"?$/.exec(parts.find((part) => part.startsWith('max-age')) ?? '');
    const isValid = age !== null && new Set(parts.map((part) => part.split('=')[0])).size === parts.length;
    const ages = [1, 1000, 2000, 63_072_000].filter((seconds) => !isValid || Number(age[1]) < seconds);
    return new Set([
      ...ages.map((seconds) => `http after ${seconds}`),
      ...(isValid && parts.includes('includesubdomains') ? [] : ['http at subdomains']),
      ...(isValid && parts.includes('preload') ? [] : ['http at first']),
    ]);
  },
  'x-frame-options': (value) => {
    const values = new Set(value.split(',').map((each) => each.trim().toLowerCase()));
    if (values.has('deny') || (values.size > 1 && (values.has('sameorigin') || values.has('allowall'))))
      return new Set();
    return new Set(values.has('sameorigin') ? ['own frames'] : ['own frames', 'frames']);
  },
  'x-content-type-options': (value) =>
    new Set((value.split(',')[0] ?? '').trim().toLowerCase() === 'nosniff' ? [] : ['sniffing']),
  'referrer-policy': (value) => {
    const told: Readonly<Record<string, string>> = {
      'no-referrer': '000',
      'same-origin': '200',
      'strict-origin': '110',
      origin: '111',
      'strict-origin-when-cross-origin': '210',
      'origin-when-cross-origin': '211',
      'no-referrer-when-downgrade': '220',
      'unsafe-url': '222',
    };
    const known = value
      .split(',')
      .map((each) => each.trim().toLowerCase())
      .findLast((each) => each in told);
    const amounts = [...(told[known ?? 'unsafe-url'] ?? '')].map(Number);
    return new Set(
      amounts.flatMap((amount, to) => [1, 2].filter((each) => each <= amount).map((each) => `${each} to ${to}`)),
    );
  },
  'permissions-policy': (value) => {
    const found = new Map<string, string>();
    for (const part of value.split(/, */)) {
      const match = /^([a-z-]+)=(\*|self|\((?:[^()]*)\))$/.exec(part);
      if (match === null) return new Set(FEATURES.flatMap((feature) => PARTIES.map((party) => `${feature} ${party}`)));
      found.set(match[1] ?? '', match[2] ?? '');
    }
    return new Set(
      FEATURES.flatMap((feature) =>
        PARTIES.filter((party) => {
          const allowed = found.get(feature);
          if (allowed === undefined || /(?:^|[( ])\*/.test(allowed)) return true;
          return allowed.includes(party === 'self' ? 'self' : `"${party}"`);
        }).map((party) => `${feature} ${party}`),
      ),
    );
  },
  'cross-origin-opener-policy': itemLets([
    'unsafe-none',
    'same-origin-allow-popups',
    'noopener-allow-popups',
    'same-origin',
  ]),
  'cross-origin-embedder-policy': itemLets(['unsafe-none', 'credentialless', 'require-corp']),
  'cross-origin-resource-policy': ladderLets(['cross-origin', 'same-site', 'same-origin']),
  'origin-agent-cluster': ladderLets(['?0', '?1']),
  'x-permitted-cross-domain-policies': ladderLets(['all', 'by-content-type', 'master-only', 'none']),
  'integrity-policy': (value) =>
    new Set(['script', 'style'].filter((each) => !new RegExp(`\\([^)]*\\b${each}\\b`).test(value))),
};

const FEATURES = ['camera', 'fullscreen', 'geolocation'];
const PARTIES = ['self', 'https://a.example', 'https://b.example'];

function ladderLets(loosestFirst: readonly string[]): Lets {
  return (value) => {
    const height = loosestFirst.indexOf(value);
    return new Set(loosestFirst.slice(Math.max(0, height) + 1));
  };
}

/** Parameters belong to an item, if they are well-formed. */
function itemLets(loosestFirst: readonly string[]): Lets {
  return (value) => ladderLets(loosestFirst)(/^([a-z-]+)(?:; report-to="[a-z]*")?$/.exec(value)?.[1] ?? '');
}

const pick = (...values: readonly string[]) => fc.constantFrom(...values);
const allowlist = fc.oneof(
  pick('*', 'self', '()', '(self)'),
  fc.subarray(['self', '"https://a.example"', '"https://b.example"', '*']).map((entries) => `(${entries.join(' ')})`),
);
const permissions = fc
  .uniqueArray(pick(...FEATURES), { minLength: 1 })
  .chain((features) => fc.tuple(...features.map((feature) => allowlist.map((allowed) => `${feature}=${allowed}`))))
  .map((parts) => parts.join(', '));
const hsts = fc
  .record({
    age: pick('0', '1000', '2000', '63072000', '"2000"'),
    more: fc.subarray(['includeSubDomains', 'preload', 'x']),
  })
  .map(({ age, more }) => [`max-age=${age}`, ...more].join('; '));

/** Values that rules can compile to, and those that an origin may send besides: broken ones, too. */
const values: { readonly [K in OrderedHeader]: readonly [ours: fc.Arbitrary<string>, broken: fc.Arbitrary<string>] } = {
  'strict-transport-security': [
    hsts.filter((value) => !value.includes('"')),
    pick(
      '',
      'max-age',
      'max-age=x',
      'includeSubDomains',
      'max-age=1; max-age=2',
      'max-age=1000, max-age=2000; preload',
    ),
  ],
  'x-frame-options': [
    pick('DENY', 'SAMEORIGIN'),
    pick('', 'ALLOW-FROM https://a.example', 'deny', 'SAMEORIGIN, DENY', 'SAMEORIGIN, SAMEORIGIN', 'ALLOWALL'),
  ],
  'x-content-type-options': [pick('nosniff'), pick('', 'NOSNIFF', 'none', 'nosniff, x')],
  'referrer-policy': [
    pick(
      'no-referrer',
      'same-origin',
      'strict-origin',
      'strict-origin-when-cross-origin',
      'origin',
      'origin-when-cross-origin',
      'no-referrer-when-downgrade',
      'unsafe-url',
    ),
    pick('', 'never', 'no-referrer, unsafe-url', 'unsafe-url, never', 'No-Referrer'),
  ],
  'permissions-policy': [
    permissions.filter((value) => !/=self|\* |\(\*|src/.test(value)),
    pick('', 'camera', 'camera "none"', "camera 'none'; fullscreen *", 'camera=()  fullscreen=()'),
  ],
  'cross-origin-opener-policy': [
    pick('same-origin', 'same-origin-allow-popups', 'unsafe-none'),
    pick(
      '',
      'SAME-ORIGIN',
      'same-origin; report-to="x"',
      'same-origin;',
      'same-origin; report-to=',
      'noopener-allow-popups',
      'same-origin, same-origin',
    ),
  ],
  'cross-origin-embedder-policy': [
    pick('require-corp', 'credentialless', 'unsafe-none'),
    pick('', 'require-corp; report-to="x"', 'require-corp; X', 'yes'),
  ],
  'cross-origin-resource-policy': [
    pick('same-origin', 'same-site', 'cross-origin'),
    pick('', 'same-origin, cross-origin', 'same-origin;', 'same-origin; x=y', 'none'),
  ],
  'origin-agent-cluster': [pick('?1', '?0'), pick('', '1', 'true')],
  'x-permitted-cross-domain-policies': [pick('none'), pick('', 'all', 'master-only', 'by-content-type', 'x')],
  'integrity-policy': [
    pick('blocked-destinations=(script)', 'blocked-destinations=(script style), endpoints=(portcullis)'),
    pick('', 'blocked-destinations=(style)', 'blocked-destinations=script', 'x=y', '('),
  ],
};

describe.each(Object.keys(STRICTEST) as OrderedHeader[])('%s', (name) => {
  const [ours, broken] = values[name];

  test('lets nothing through that either the origin or the rules forbid', () => {
    fc.assert(
      fc.property(fc.oneof(ours, broken), ours, (theirs, own) => {
        const joined = lets[name](STRICTEST[name](theirs, own));
        for (const use of joined) {
          expect([theirs, own, lets[name](own).has(use)]).toEqual([theirs, own, true]);
          expect([theirs, own, lets[name](theirs).has(use)]).toEqual([theirs, own, true]);
        }
      }),
      { numRuns: randomRuns(300) },
    );
  });

  test('is the value of the rules where the origin sends nothing that browsers heed', () => {
    fc.assert(
      fc.property(ours, (own) => {
        expect(STRICTEST[name]('@', own)).toBe(own);
      }),
    );
  });
});

const profile = pick(...Object.keys(PROFILES)) as fc.Arbitrary<keyof typeof PROFILES>;
const source = pick("'self'", "'none'", 'https://a.example', "'nonce-abcdefghijklmnopqrstuv'", "'unsafe-inline'");
const csp = fc
  .array(fc.tuple(pick('default-src', 'script-src', 'object-src', 'base-uri', 'frame-ancestors', 'img-src'), source), {
    minLength: 1,
  })
  .map((directives) => directives.map(([name, value]) => `${name} ${value}`).join('; '));

test('every policy of the origin stands under every profile', () => {
  fc.assert(
    fc.property(profile, fc.array(csp, { minLength: 1, maxLength: 3 }), (name, policies) => {
      const { plans } = responsePolicy(PROFILES[name], { hsts: 'max-age=1', observed: false });
      const theirs = policies.join(', ');
      const sent = new Map(joinHeaders(plans.page.sets, new Map([['content-security-policy', theirs]]), null));
      const value = sent.get('content-security-policy') ?? '';
      expect(value === theirs || value.startsWith(`${theirs}, `)).toBe(true);
    }),
    { numRuns: randomRuns(200) },
  );
});

test('who may frame a page: only those that the rules, the origin’s policy and its older header let in', () => {
  const framing = fc.record({
    name: profile,
    options: fc.option(pick('DENY', 'SAMEORIGIN', 'sameorigin', 'ALLOW-FROM https://a.example', 'SAMEORIGIN, DENY'), {
      nil: null,
    }),
    own: fc.option(csp, { nil: null }),
    ancestors: pick("'none'", "'self'", 'https://portal.example'),
  });
  fc.assert(
    fc.property(framing, ({ name, options, own, ancestors }) => {
      const settings = { ...PROFILES[name], frameAncestors: [ancestors] };
      const { plans } = responsePolicy(settings, { hsts: 'max-age=1', observed: false });
      const theirs = new Map([
        ...(options === null ? [] : [['x-frame-options', options] as const]),
        ...(own === null ? [] : [['content-security-policy', own] as const]),
      ]);
      const sent = new Map([...theirs, ...joinHeaders(plans.page.sets, theirs, null)]);
      const framed = framers(sent);
      const parties = ['self', 'https://portal.example', 'https://a.example', 'https://evil.example'];
      const byOrigin = framers(theirs);
      const byRules = (party: string): boolean => ancestors === party || ancestors === `'${party}'`;
      const ownsAncestors = own !== null && parsePolicies(own).some((each) => each.has('frame-ancestors'));
      for (const party of parties) {
        // With `csp: origin`, who frames a page is for the origin's own policy to say, if it says so.
        const allowed = byOrigin(party) && (byRules(party) || (name === 'legacy' && ownsAncestors));
        expect([party, framed(party)]).toEqual([party, allowed]);
      }
    }),
    { numRuns: randomRuns(500) },
  );
});

/** Whether a browser lets a party frame an answer with these headers (HTML Standard section 7.9, CSP section 6.4.2). */
function framers(headers: ReadonlyMap<string, string>): (party: string) => boolean {
  const lists = parsePolicies(headers.get('content-security-policy') ?? '').flatMap((each) =>
    each.has('frame-ancestors') ? [each.get('frame-ancestors') ?? []] : [],
  );
  if (lists.length > 0) return (party) => lists.every((list) => list.includes(party === 'self' ? "'self'" : party));
  const uses = lets['x-frame-options'](headers.get('x-frame-options') ?? '');
  return (party) => uses.has(party === 'self' ? 'own frames' : 'frames');
}
