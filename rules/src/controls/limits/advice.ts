import { lineOf } from '../../engine/index.ts';
import type { Policy, RouteRule } from '../../policy/index.ts';
import { type Advice, createAdvice } from './advice.ts';
import { writesOf } from './writes.ts';

/** Routes that change or grant something, with less protection than such routes have as a rule. */
export function adviseOnSensitiveRoutes(policy: Policy): readonly Advice[] {
  return policy.routes.flatMap((route) => [
    ...withoutLimit(policy, route),
    ...graveWithoutLimit(route),
    ...withoutStepUp(route),
  ]);
}

function withoutLimit(policy: Policy, route: RouteRule): readonly Advice[] {
  if (route.access.kind !== 'public') return [];
  const writes = writesOf(route);
  if (writes.length === 0 && !route.signIn) return [];
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

/** A stolen session, or a script that runs with it, would write as fast as it can. */
function graveWithoutLimit(route: RouteRule): readonly Advice[] {
  if (route.access.kind === 'public' || route.limits.length > 0) return [];
  const writes = writesOf(route);
  const set = route.access.stepUp === null ? marksOf(route) : [['stepUp', 'stepUp'] as const, ...marksOf(route)];
  if (writes.length === 0 || set.length === 0) return [];
  return [
    createAdvice(
      'sensitive_without_limit',
      route.at,
      `Route "${route.id}" takes ${writes.join(', ')} with ${namesOf(set)}, and has no limit.`,
      'Add a limit such as { quota: 30 per 1m, by: [tenant, user] }.',
    ),
  ];
}

function namesOf(marks: readonly (readonly [mark: string, part: string])[]): string {
  return new Intl.ListFormat('en-GB').format(marks.map(([mark]) => `"${mark}"`));
}

/** What shows that somebody thought the route grave: the words, and the part of the route that they stand in. */
function marksOf(route: RouteRule): readonly (readonly [mark: string, part: string])[] {
  const { access } = route;
  const marks: readonly [mark: string, part: string, isSet: boolean][] = [
    ['actAs: never', 'actAs', access.kind === 'roles' && access.actAs === 'never'],
    ['revocation: strict', 'revocation', route.revocation === 'strict'],
    ['audit: required', 'audit', route.audit === 'required'],
  ];
  return marks.flatMap(([mark, part, isSet]) => (isSet ? [[mark, part] as const] : []));
}

function withoutStepUp(route: RouteRule): readonly Advice[] {
  const { access } = route;
  if (access.kind === 'public' || access.stepUp !== null) return [];
  const set = marksOf(route);
  const [first] = set;
  if (first === undefined) return [];
  return [
    createAdvice(
      'sensitive_without_step_up',
      lineOf(route, first[1]),
      `Route "${route.id}" has ${namesOf(set)}, but no "stepUp".`,
      'Add stepUp: { within: 15m } to its access. If the session alone is enough, leave it.',
    ),
  ];
}
