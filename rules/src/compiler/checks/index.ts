export { checkAmbiguousRoutes } from './ambiguous-routes.ts';
export { checkLetterCase } from './letter-case.ts';
export type { PlacedRule } from './placed-rule.ts';
export { checkRouteIds } from './route-ids.ts';
export { checkRouteLimits } from './route-limits.ts';
export { checkSharedSecrets, heldSecrets } from './shared-secrets.ts';
export { checkStrippedRoutes } from './stripped-routes.ts';
