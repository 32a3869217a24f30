export { checkAmbiguousRoutes } from './ambiguous-routes.ts';
export type { IndexedRoute } from './indexed-route.ts';
export { checkLetterCase } from './letter-case.ts';
export { checkRouteIds } from './route-ids.ts';
export { checkRouteLimits } from './route-limits.ts';
export { checkStrippedRoutes } from './stripped-routes.ts';
