import { createRouteMatcher, type RouteMatcher } from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { routeOf } from '../sample-engine.ts';
import { referenceAnswer } from './reference-matcher.ts';

const literal = fc.constantFrom('a', 'b', 'c', '@');
const middle = fc.oneof({ weight: 3, arbitrary: literal }, fc.constantFrom('*', '{x}'));
const pattern = fc
  .tuple(fc.array(middle, { maxLength: 4 }), fc.boolean())
  .map(([parts, rest]) => `/${[...parts, ...(rest ? ['**'] : [])].join('/')}`);

/** Patterns of one shape share a place; the compiler makes sure that their methods differ. */
const routes = fc
  .uniqueArray(fc.record({ path: pattern, method: fc.constantFrom('GET', 'POST') }), {
    maxLength: 12,
    selector: ({ path, method }) => `${method} ${path.replaceAll('{x}', '*')}`,
  })
  .map((all) => all.map(({ path, method }) => routeOf(path, { id: `${method} ${path}`, methods: [method] })));

const segment = fc.constantFrom('a', 'b', 'c', 'd', 'A', 'B', '%40', '@', '%62', 'a%20b');
const path = fc
  .tuple(fc.array(segment, { maxLength: 6 }), fc.boolean())
  .map(([parts, slash]) => (parts.length === 0 ? '/' : `/${parts.join('/')}${slash ? '/' : ''}`));
const method = fc.constantFrom('GET', 'POST', 'PUT');

function answerOf(match: RouteMatcher, path: string, method: string): string {
  const found = match(path, method);
  return 'reason' in found ? found.reason : found.id;
}

test('it answers as the documented order says', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(routes, path, method, (rules: RouteRule[], path, method) => {
      const answer = answerOf(createRouteMatcher(rules), path, method);
      expect(answer).toBe(referenceAnswer(rules, path, method));
      const kind = answer.includes(' ') ? 'route' : answer;
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }),
    { numRuns: 10_000 },
  );
  // The property says nothing if some outcome never comes up.
  for (const kind of ['route', 'no_route', 'method_not_allowed', 'path_case_mismatch'])
    expect(seen.get(kind) ?? 0).toBeGreaterThan(50);
});

test('the order of the routes never matters', () => {
  const shuffled = routes.chain((rules) =>
    fc.tuple(fc.constant(rules), fc.shuffledSubarray(rules, { minLength: rules.length })),
  );
  fc.assert(
    fc.property(shuffled, path, method, ([rules, others], path, method) => {
      expect(answerOf(createRouteMatcher(others), path, method)).toBe(
        answerOf(createRouteMatcher(rules), path, method),
      );
    }),
    { numRuns: 5000 },
  );
});

test('one more route never changes what a more specific one decides', () => {
  fc.assert(
    fc.property(routes, path, method, (rules, path, method) => {
      const before = createRouteMatcher(rules)(path, method);
      if ('reason' in before) return;
      const wider = rules.some((route) => route.path === '/**') ? rules : [...rules, routeOf('/**')];
      expect(answerOf(createRouteMatcher(wider), path, method)).toBe(before.id);
    }),
    { numRuns: 2000 },
  );
});
