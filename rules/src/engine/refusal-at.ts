import type { Refused } from '../controls/refused.ts';
import type { RouteRule } from '../policy/index.ts';
import { lineOf } from './decision.ts';
import type { Refusal } from './reasons/index.ts';

/** What a control refuses, with the line of the route that says so. */
export function refusalAt(route: RouteRule, refused: Refused | null): Refusal | null {
  if (refused === null) return null;
  const { part, ...refusal } = refused;
  return { ...refusal, at: lineOf(route, part) };
}
