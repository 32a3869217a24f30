import { ACCESS_CONTROLS, CONTROL_MODULES, type Mark } from '../../controls/index.ts';
import { CONTROLS, type Policy, type RouteRule } from '../../policy/index.ts';
import type { Advice } from './catalogue/index.ts';

/** What each control advises on each route. */
export function adviseOnControls(policy: Policy, nowSeconds: number): readonly Advice[] {
  return policy.routes.flatMap((route) => {
    const context = { policy, marks: marksOf(route), nowSeconds };
    return CONTROLS.flatMap((control) => CONTROL_MODULES[control].advice.advise(route, context));
  });
}

/** What shows that the route's author thinks it critical. */
function marksOf(route: RouteRule): readonly Mark[] {
  const marks = Object.values(ACCESS_CONTROLS).map(({ advice }) => advice.mark(route));
  if (route.revocation === 'strict') marks.push({ text: 'revocation: strict', part: 'revocation' });
  if (route.audit === 'required') marks.push({ text: 'audit: required', part: 'audit' });
  return marks.filter((mark) => mark !== null);
}
