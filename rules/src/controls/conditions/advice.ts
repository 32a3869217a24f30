import type { Advice } from '../../analysis/advice/catalogue/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import type { AdviceContext } from '../advice.ts';
import { CONDITION_MODULES } from './registry.ts';

/** What the conditions advise on a route that states some. */
export function adviseOnConditions(route: RouteRule, { nowSeconds }: AdviceContext): readonly Advice[] {
  const { conditions } = route.access;
  if (conditions === null) return [];
  return CONDITION_MODULES.flatMap(({ advise }) => advise?.(conditions, route, nowSeconds) ?? []);
}
