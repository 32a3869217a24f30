import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';

export const advice: SettingAdvice = { ...NO_ADVICE, advise: (routes) => routes.flatMap(observed) };

function observed(route: RouteRule): readonly Advice[] {
  if (route.observe.length === 0) return [];
  return [
    createAdvice(
      'observed_route',
      lineOf(route, 'mode'),
      `Route "${route.id}" only observes ${route.observe.join(', ')}.`,
      'Enforce control by control once the log shows no refusal that hurts.',
    ),
  ];
}
