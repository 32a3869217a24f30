import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';

export const advice: SettingAdvice = { ...NO_ADVICE, advise: (routes) => routes.flatMap(sessionCached) };

function sessionCached(route: RouteRule): readonly Advice[] {
  if (route.access.kind === 'public' || route.cache === 'private') return [];
  return [
    createAdvice(
      'session_cached',
      lineOf(route, 'cache'),
      `Answers of route "${route.id}" need a session and keep the origin's Cache-Control.`,
      'Remove "cache": answers to a session are then private, no-store. If the origin marks them all private, leave it.',
    ),
  ];
}
