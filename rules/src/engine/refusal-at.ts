import type { Refused } from '../controls/refused.ts';
import type { RouteRule } from '../policy/index.ts';
import { lineOf } from './decision.ts';
import { type Refusal, refuse } from './reasons/index.ts';

/** What a control refuses, with the line of the route that says so. */
export function refusalAt(route: RouteRule, refused: Refused | null): Refusal | null {
  if (refused === null) return null;
  const { reason, part, ...more } = refused;
  return refuse(reason, lineOf(route, part), more);
}
