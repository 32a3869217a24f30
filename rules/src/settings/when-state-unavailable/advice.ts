import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';

export const advice: SettingAdvice = { ...NO_ADVICE, advise: (routes) => routes.flatMap(open) };

function open(route: RouteRule): readonly Advice[] {
  if (route.whenStateUnavailable.kind !== 'open') return [];
  return [
    createAdvice(
      'open_on_state_failure',
      lineOf(route, 'whenStateUnavailable'),
      `Route "${route.id}" is decided without limits, revocation and the tenant's policy while shared state does not answer.`,
      'Write "closed", or { stale: 60s }, unless the route must answer even then.',
    ),
  ];
}
