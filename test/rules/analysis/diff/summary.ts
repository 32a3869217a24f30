import type { Policy, RouteRule } from '@portcullis/rules/policy';
import {
  type AccessDifference,
  type Diff,
  diffPolicies,
  type TreatmentDifference,
} from '../../../../rules/src/analysis/diff/index.ts';
import { policyOf, routeOf } from '../../engine/sample-engine.ts';

/** Entries as `opened who reader`. */
export function summary({ opened, closed, loosened, tightened, neutral }: Diff): readonly string[] {
  const access = (direction: string) => (entry: AccessDifference) =>
    `${direction} ${entry.dimension}: ${entry.what.join(', ')}`;
  const treatment = (move: string) => (entry: TreatmentDifference) =>
    `${move} ${entry.part}: ${entry.old} → ${entry.new}`;
  return [
    ...opened.map(access('opened')),
    ...closed.map(access('closed')),
    ...loosened.map(treatment('loosened')),
    ...tightened.map(treatment('tightened')),
    ...neutral.map(treatment('neutral')),
  ];
}

/** What changes with one route. */
export function between(old: Partial<RouteRule>, next: Partial<RouteRule>, path = '/**'): readonly string[] {
  const policy = (changes: Partial<RouteRule>): Policy =>
    policyOf({ routes: [routeOf(path, { id: 'app', ...changes })] });
  return summary(diffPolicies(policy(old), policy(next)));
}
