import { type Engine, lineOf } from '../../engine/index.ts';
import type { LimitDimension, RouteRule } from '../../policy/index.ts';
import { formatSeconds } from '../wording/index.ts';
import type { CountedLimit } from './explanation.ts';
import type { Check } from './passed-checks.ts';
import type { Trace } from './trace.ts';

/** What `admit` asks shared state, all in one question. */
export function admitChecks(engine: Engine, trace: Trace, route: RouteRule): readonly Check[] {
  const { plan, decision } = trace;
  const step = 'admit';
  if (plan === null) return [{ step, check: 'state', text: 'nothing to ask shared state', at: null }];
  if (decision.admitted?.kind === 'unavailable') {
    const text = 'shared state does not answer, and the route is open then';
    return [{ step, check: 'state', text, at: lineOf(route, 'whenStateUnavailable') }];
  }
  const checks: Check[] = countedLimits(engine, trace).map((limit) => ({
    step,
    check: 'limits',
    text: `counts against ${limitText(limit)}`,
    at: engine.limits.get(limit.id)?.at ?? route.at,
  }));
  if (plan.subject !== null) {
    const asked = route.revocation === 'strict' ? 'asked on every request' : 'known within 1s';
    checks.push({
      step,
      check: 'revocation',
      text: `the session is not revoked (${asked})`,
      at: lineOf(route, 'revocation'),
    });
  }
  if (plan.record)
    checks.push({ step, check: 'state', text: 'the request is put on record', at: lineOf(route, 'audit') });
  if (checks.length === 0)
    checks.push({ step, check: 'state', text: `shared state is asked for the policy of ${plan.tenant}`, at: null });
  return checks;
}

/** The limits that count a request, each with the key that it counts under. */
export function countedLimits(engine: Engine, { plan }: Trace): readonly CountedLimit[] {
  return (plan?.limits ?? []).map(({ id, key, quota, windowSeconds }) => {
    // The key is the engine's own text: scope, id, then the parts.
    const [scope, , ...parts] = JSON.parse(key) as [string | null, string, ...[LimitDimension, string][]];
    const named = parts.some(([dimension]) => dimension === 'tenant');
    const all: (readonly [string, string])[] = scope === null || named ? parts : [['tenant', scope], ...parts];
    return { id, by: engine.limits.get(id)?.by ?? [], key: all, quota, windowSeconds };
  });
}

/** `api: 600 per 1m for tenant acme, user u1`. */
export function limitText({ id, key, quota, windowSeconds }: CountedLimit): string {
  const parts = key.map(([dimension, value]) => `${dimension} ${value}`).join(', ');
  return `${id}: ${quota} per ${formatSeconds(windowSeconds)} for ${parts}`;
}
