import { createEngine, decide, type Engine, type Facts, type RequestFacts } from '@portcullis/rules/engine';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compileRules } from '../../../rules/src/compiler/index.ts';
import { addressOf, NOW, requestOf, sessionWith } from '../engine/sample-engine.ts';
import { type Entry, routeEntries, rulesText } from './generated-rules.ts';

function engineOfRoutes(routes: readonly Entry[]): Engine {
  const result = compileRules({ file: 'rules/gateway.yaml', text: rulesText(routes) });
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join('\n'));
  return createEngine(result.policy, { development: false });
}

const segment = fc.constantFrom('a', 'b', 'c', 'A', '@', '%40');
const path = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([parts, slash]) => (parts.length === 0 ? '/' : `/${parts.join('/')}${slash ? '/' : ''}`));

const request: fc.Arbitrary<RequestFacts> = fc
  .record({
    method: fc.constantFrom('GET', 'POST', 'PUT', 'OPTIONS'),
    path,
    host: fc.constantFrom('acme.app.example.com', 'app.example.com'),
    address: fc.constantFrom('203.0.113.7', '203.0.113.8', '192.0.2.7', '198.51.100.7').map(addressOf),
    origin: fc.constantFrom(null, 'https://portal.example.com', 'https://acme.app.example.com'),
    requestedMethod: fc.constantFrom(null, 'GET', 'POST'),
    country: fc.constantFrom('DE', 'FR', null),
    asn: fc.constantFrom(64_496, null),
    nowSeconds: fc.constantFrom(NOW, NOW + 86_400 * 200, NOW + 3600 * 40),
  })
  .map(({ path, host, ...facts }) => requestOf({ ...facts, target: { scheme: 'https', host, path, query: '' } }));

const session = fc.constantFrom<Facts['session']>(
  { kind: 'none' },
  { kind: 'verified', session: sessionWith() },
  { kind: 'verified', session: sessionWith({ roles: ['driver'], authenticationMethods: ['pwd', 'otp'] }) },
);

const admit = fc.constantFrom<ReturnType<Facts['admit']>>(
  { kind: 'answered', limits: [], revokedBy: null, tenantPolicy: null },
  { kind: 'unavailable', detail: 'timeout' },
);

it('means nothing: whatever the order of the routes, each request is decided alike', () => {
  const seen = new Map<string, number>();
  const shuffled = routeEntries.chain((routes) =>
    fc.tuple(fc.constant(routes), fc.shuffledSubarray([...routes], { minLength: routes.length })),
  );
  const asked = fc.array(fc.record({ request, session, admit }), { minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(shuffled, asked, ([routes, others], requests) => {
      const [one, other] = [engineOfRoutes(routes), engineOfRoutes(others)];
      for (const { request, session, admit } of requests) {
        const answer = answerOf(one, request, { session, admit: () => admit });
        expect(answerOf(other, request, { session, admit: () => admit })).toEqual(answer);
        seen.set(answer.end, (seen.get(answer.end) ?? 0) + 1);
      }
    }),
    { numRuns: 200 },
  );
  // The property says nothing if some end never comes up.
  for (const end of ['pass', 'no_route', 'method_not_allowed', 'session_missing', 'address_denied'])
    expect(seen.get(end) ?? 0, end).toBeGreaterThan(3);
});

/** What came of a request, without the lines, which move with the routes. */
function answerOf(engine: Engine, request: RequestFacts, facts: Facts) {
  const outcome = decide(engine, request, facts);
  const observed = outcome.decision.observed.map(({ reason }) => reason);
  const { route, degraded, preflight } = outcome.decision;
  const end = outcome.kind === 'pass' ? 'pass' : outcome.refusal.reason;
  const allow = outcome.kind === 'pass' ? null : outcome.refusal.allow?.toSorted();
  return { end, route: route?.id ?? null, observed, degraded, preflight, allow };
}
