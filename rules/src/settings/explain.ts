import type { Identified } from '../engine/index.ts';
import type { RouteRule } from '../policy/index.ts';
import type { AskedState, ExplainParts, Header, RouteFinding, SettingFinding } from './explain-parts.ts';
import { REPORTED_SETTINGS, SETTINGS } from './registry.ts';

const explanations: readonly Partial<ExplainParts>[] = REPORTED_SETTINGS.map((key) => SETTINGS[key].explain);

/** What a route takes: `a body of 1MiB and headers of 32KiB`. */
export function takenText(route: RouteRule): string {
  return explanations.flatMap(({ takes }) => takes?.(route) ?? []).join(' and ');
}

/** Why the path of a request passes that servers may read in several ways. */
export function spellingRead(decision: Parameters<ExplainParts['reads']>[0]): readonly RouteFinding[] {
  return explanations.flatMap(({ reads }) => reads?.(decision) ?? []);
}

/** What a route asks shared state. */
export function stateAsked(asked: AskedState): readonly SettingFinding[] {
  return explanations.flatMap(({ asks }) => asks?.(asked) ?? []);
}

/** Why a route lets pass although shared state does not answer. */
export function stateUnanswered(route: RouteRule): readonly SettingFinding[] {
  return explanations.flatMap(({ unanswered }) => unanswered?.(route) ?? []);
}

/** Why the page of another origin that makes a request may make it. */
export function pageAllowed(decision: Parameters<ExplainParts['allows']>[0]): readonly SettingFinding[] {
  return explanations.flatMap(({ allows }) => allows?.(decision) ?? []);
}

/** Response headers that a route sets: first those of every answer, then those of this one. */
export function sentHeaders(decision: Identified): readonly Header[] {
  return explanations.toReversed().flatMap(({ sends }) => sends?.(decision) ?? []);
}
