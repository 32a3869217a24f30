import { type Advice, createAdvice } from '../../analysis/advice/catalogue/index.ts';
import { lineOf } from '../../engine/index.ts';
import type { RouteRule } from '../../policy/index.ts';
import { NO_ADVICE, type SettingAdvice } from '../advice-parts.ts';

export const advice: SettingAdvice = { ...NO_ADVICE, advise: (routes) => routes.flatMap(anySite) };

function anySite(route: RouteRule): readonly Advice[] {
  if (route.cors?.origins !== 'any') return [];
  return [
    createAdvice(
      'cors_any',
      lineOf(route, 'cors'),
      `Scripts of every site may read the answers of route "${route.id}".`,
      'Name the origins that may. If the data is public, leave it.',
    ),
  ];
}
