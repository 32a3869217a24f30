import { type Advice, createAdvice } from '../../../analysis/advice/catalogue/index.ts';
import { formatMoment } from '../../../analysis/wording/index.ts';
import { lineOf } from '../../../engine/index.ts';
import type { RouteRule } from '../../../policy/index.ts';
import type { TimesCondition } from './policy.ts';

/** A route that has closed for good. */
export function advise({ untilSeconds }: TimesCondition, route: RouteRule, nowSeconds: number): readonly Advice[] {
  if (untilSeconds === null || untilSeconds > nowSeconds) return [];
  return [
    createAdvice(
      'expired_opening',
      lineOf(route, 'until'),
      `Route "${route.id}" has been closed since ${formatMoment(untilSeconds)}.`,
      'Remove the route, or set a new end.',
    ),
  ];
}
