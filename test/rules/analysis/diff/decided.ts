import {
  type AdmitPlan,
  corsAnswer,
  createEngine,
  decide,
  type Engine,
  type Outcome,
  type Session,
} from '@portcullis/rules/engine';
import type { Policy } from '@portcullis/rules/policy';
import { requestFacts } from '../../../../rules/src/analysis/request.ts';
import type { Named } from './coverage.ts';
import type { RandomRequest } from './random-requests.ts';

export function engineFor(policy: Policy): Engine {
  return createEngine(policy, { development: false });
}

export function outcomeOf(engine: Engine, { request, session }: RandomRequest): Outcome {
  const facts = requestFacts(request);
  if ('reason' in facts) throw new TypeError(facts.reason);
  const known = session === null ? null : { ...session, roles: rolesIn(session, engine) };
  return decide(engine, facts, {
    session: known === null ? { kind: 'none' } : { kind: 'verified', session: known },
    admit: ({ limits }: AdmitPlan) => ({
      kind: 'answered',
      limits: limits.map(({ id }) => ({ id, admitted: true, remaining: 1, resetMs: 0 })),
      revokedBy: null,
      tenantPolicy: null,
    }),
  });
}

/** Roles that the gateway itself leaves in a session, or in a token. */
function rolesIn({ roles, token }: Session, { policy }: Engine): readonly string[] {
  const granted = token === undefined ? policy.roles : (policy.tokens?.roles ?? []);
  return roles.filter((role) => policy.roles.includes(role) && granted.includes(role));
}

export function readsOf(outcome: Outcome): number {
  const answer = outcome.kind === 'pass' && !outcome.decision.preflight ? corsAnswer(outcome.decision) : null;
  return answer === null ? 0 : answer.rule.credentials ? 2 : 1;
}

export function namedBy(outcomes: readonly Outcome[]): Named {
  const rules = outcomes.flatMap(({ decision }) => decision.route?.cors ?? []);
  const senders = outcomes.flatMap(({ decision: { request, route } }) =>
    request.method === 'POST' ? (route?.formPosts ?? []) : [],
  );
  return {
    origins: [...rules.flatMap(({ origins }) => (origins === 'any' ? [] : origins)), ...senders],
    headers: rules.flatMap(({ headers }) => headers),
  };
}
