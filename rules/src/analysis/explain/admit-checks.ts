import type { Engine } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { stateAsked, stateUnanswered } from '../../settings/index.ts';
import type { Check } from './passed-checks.ts';
import type { Trace } from './trace.ts';

/** What `admit` asks shared state, all in one question. */
export function admitChecks(engine: Engine, { plan, decision }: Trace, route: RouteRule): readonly Check[] {
  const step = 'admit';
  if (plan === null) return [{ step, check: 'state', text: 'nothing to ask shared state', at: null }];
  if (decision.admitted?.kind === 'unavailable') return stateUnanswered(route).map((finding) => ({ step, ...finding }));
  const checks: readonly Check[] = stateAsked({ engine, plan, route }).map((finding) => ({ step, ...finding }));
  if (checks.length > 0) return checks;
  return [{ step, check: 'state', text: `shared state is asked for the policy of ${plan.tenant}`, at: null }];
}
