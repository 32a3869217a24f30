import { ACCESS_CONTROLS, CONTROL_MODULES, type Mark } from '../../controls/index.ts';
import { CONTROLS, type Policy, type RouteRule } from '../../policy/index.ts';
import { settingMarks } from '../../settings/index.ts';
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
  return [...marks.filter((mark) => mark !== null), ...settingMarks(route)];
}
