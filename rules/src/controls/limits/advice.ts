import { type Advice, createAdvice, writesOf } from '../../analysis/advice/catalogue/index.ts';
import type { Policy, RouteRule } from '../../policy/index.ts';
import { type AdviceContext, type ControlAdvice, namesOf } from '../advice.ts';

/** Routes that change or grant something, and that a client can call as often as it likes. */
export const advice: ControlAdvice = {
  advise: (route, context) =>
    route.access.kind === 'public' ? openWithoutLimit(route, context.policy) : criticalWithoutLimit(route, context),
};

function openWithoutLimit(route: RouteRule, policy: Policy): readonly Advice[] {
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
function criticalWithoutLimit(route: RouteRule, { marks }: AdviceContext): readonly Advice[] {
  const writes = writesOf(route);
  if (route.limits.length > 0 || writes.length === 0 || marks.length === 0) return [];
  return [
    createAdvice(
      'sensitive_without_limit',
      route.at,
      `Route "${route.id}" takes ${writes.join(', ')} with ${namesOf(marks)}, and has no limit.`,
      'Add a limit such as { quota: 30 per 1m, by: [tenant, user] }.',
    ),
  ];
}
