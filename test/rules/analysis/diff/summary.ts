import type { Policy, RouteRule } from '@portcullis/rules/policy';
import { type AccessDifference, type Diff, diffPolicies } from '../../../../rules/src/analysis/diff/index.ts';
import { policyOf, routeOf } from '../../engine/sample-engine.ts';

/** Entries as `opened who reader`. */
export function summary({ opened, closed, changed }: Diff): readonly string[] {
  const access = (direction: string) => (entry: AccessDifference) =>
    `${direction} ${entry.dimension}: ${entry.what.join(', ')}`;
  return [
    ...opened.map(access('opened')),
    ...closed.map(access('closed')),
    ...changed.map((entry) => `changed ${entry.part}: ${entry.old} → ${entry.new}`),
  ];
}

/** What changes with one route. */
export function between(old: Partial<RouteRule>, next: Partial<RouteRule>, path = '/**'): readonly string[] {
  const policy = (changes: Partial<RouteRule>): Policy =>
    policyOf({ routes: [routeOf(path, { id: 'app', ...changes })] });
  return summary(diffPolicies(policy(old), policy(next)));
}
