import type { LimitRule } from '../../policy/index.ts';
import type { Report } from '../problems/index.ts';
import type { PlacedRule } from './placed-rule.ts';

/** Limits that cannot count what they say on the route that names them. */
export function checkRouteLimits(
  report: Report,
  routes: readonly PlacedRule[],
  limits: Readonly<Record<string, LimitRule>>,
): void {
  for (const { path: routePath, rule } of routes) {
    for (const [position, id] of rule.limits.entries()) {
      const limit = Object.hasOwn(limits, id) ? limits[id] : undefined;
      if (limit === undefined) continue;
      const path = [...routePath, 'limits', position];
      if (limit.count === 'failures' && !rule.signIn) {
        report.add(
          path,
          'no_effect',
          `The limit "${id}" counts failed sign-ins, but route "${rule.id}" has no "signIn".`,
          'Add "signIn: true", or use a limit that counts all requests.',
        );
      }
      const personal = limit.by.find((dimension) => dimension === 'user' || dimension === 'session');
      if (personal !== undefined && rule.access.kind === 'public') {
        report.add(
          path,
          'no_effect',
          `The limit "${id}" counts by ${personal}, but route "${rule.id}" is public, where most clients have no session.`,
          'Use a limit by address.',
        );
      }
    }
  }
}
