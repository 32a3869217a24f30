import { SAFE_METHODS } from '../../engine/cross-site.ts';
import { lineOf } from '../../engine/index.ts';
import type { Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './advice.ts';

/** Routes that change or grant something, with less protection than such routes have as a rule. */
export function adviseOnSensitiveRoutes(policy: Policy): readonly Advice[] {
  return policy.routes.flatMap((route) => [...withoutLimit(policy, route), ...withoutStepUp(route)]);
}

function withoutLimit(policy: Policy, route: RouteRule): readonly Advice[] {
  if (route.access.kind !== 'public') return [];
  const writes = route.methods.filter((method) => !SAFE_METHODS.has(method));
  if (writes.length === 0) return [];
  const byAddress = route.limits.some((id) => policy.limits[id]?.by.includes('address'));
  if (route.signIn ? byAddress : route.limits.length > 0) return [];
  const what = route.signIn ? 'signs people in' : `takes ${writes.join(', ')} from everyone`;
  const missing = route.signIn ? 'no limit by address' : 'no limit';
  return [
    createAdvice(
      'sensitive_without_limit',
      route.at,
      `Route "${route.id}" ${what} and has ${missing}.`,
      route.signIn
        ? 'Add a limit such as { quota: 5 per 1m, by: [address], count: failures }.'
        : 'Add a limit such as { quota: 30 per 1m, by: [address] }, or leave out the methods that write.',
    ),
  ];
}

function withoutStepUp(route: RouteRule): readonly Advice[] {
  const { access } = route;
  if (access.kind === 'public' || access.stepUp !== null) return [];
  const marks: readonly [mark: string, part: string, isSet: boolean][] = [
    ['actAs: never', 'actAs', access.actAs === 'never'],
    ['revocation: strict', 'revocation', route.revocation === 'strict'],
    ['audit: required', 'audit', route.audit === 'required'],
  ];
  const set = marks.filter(([, , isSet]) => isSet);
  const [first] = set;
  if (first === undefined) return [];
  return [
    createAdvice(
      'sensitive_without_step_up',
      lineOf(route, first[1]),
      `Route "${route.id}" has ${set.map(([mark]) => `"${mark}"`).join(' and ')}, but no "stepUp".`,
      'Add stepUp: { within: 15m } to its access. If the session alone is enough, leave it.',
    ),
  ];
}
