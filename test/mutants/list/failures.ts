import type { Mutant } from '../mutant.ts';

/** What ordinary failures and honest traffic must not do: end the promise, or cost what it need not. */
export const FAILURES: readonly Mutant[] = [
  {
    id: 'admin calls: made once',
    file: 'cli/src/admin/repeat-call.ts',
    find: 'if (!(error instanceof UnacknowledgedError) || (error.isAbsent && tries === 1)) throw error;',
    replace: 'throw error;',
    tests: ['test/cli/admin-calls.test.ts'],
  },
  {
    id: 'open connections: each asks the store',
    file: 'worker/state/replica/watch-session.ts',
    find: "if (step.do === 'answer') return",
    replace: "if (step.do === 'answer' && failure !== null) return",
    tests: ['test/e2e/sessions/live-many.test.ts'],
  },
  {
    id: 'grants: as young as their answer',
    file: 'worker/core/tokens/session-grant.ts',
    find: 'const requested = Math.min(policy.requestedAtSeconds, nowSeconds);',
    replace: 'const requested = nowSeconds;',
    tests: ['test/e2e/sessions/grant-age.test.ts'],
  },
  {
    id: 'anonymous visitors: cost a question',
    file: 'rules/src/engine/steps/admit.ts',
    find: 'const endsAnonymous = session === null && needsSession(route);',
    replace: 'const endsAnonymous = false;',
    tests: ['test/e2e/sessions/anonymous-cost.test.ts'],
  },
  {
    id: 'ready: asks the store each time',
    file: 'worker/endpoints/reachability.ts',
    find: 'const isRecent = ageMs >= 0 && ageMs < INTERVAL_MS;',
    replace: 'const isRecent = false;',
    tests: ['test/worker/endpoints/ready.test.ts'],
  },
  {
    id: 'sweeps: of whole tables',
    file: 'worker/state/embedded/tables/schema.ts',
    find: 'CREATE INDEX IF NOT EXISTS limits_by_end ON limits (expires);',
    replace: '',
    tests: ['test/worker/state/embedded/indexes.test.ts'],
  },
  {
    id: 'plain http: served',
    file: 'rules/src/engine/steps/plain-http.ts',
    find: "if (target.scheme === 'https' || !engine.requiresHttps) return null;",
    replace: 'if (engine !== null) return null;',
    tests: ['test/e2e/hostile/plain-http.test.ts'],
  },
  {
    id: 'diff: joins what differs in several parts',
    file: 'rules/src/analysis/diff/compare/join-access-changes.ts',
    find: "return other === part || (other === 'what' && dimension === part);",
    replace: "return other !== 'sites' || dimension === part;",
    tests: ['test/rules/analysis/diff/truth.test.ts'],
  },
  {
    id: 'sign-in: a second question forgets the count',
    file: 'worker/pipeline/admit.ts',
    find: 'exchange.counted ??= countedBy(answer, plan.limits);',
    replace: 'exchange.counted = countedBy(answer, plan.limits);',
    tests: ['test/e2e/sessions/limits.test.ts'],
  },
];
