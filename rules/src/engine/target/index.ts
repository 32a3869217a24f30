export { fold } from './fold.ts';
export * from './forwarded-path.ts';
export * from './host-matcher.ts';
export * from './origin-base.ts';
export * from './route-matcher.ts';
export { buildRouteTree } from './route-tree.ts';
export { createRoutesBelow, type RoutesBelow } from './routes-below.ts';
export * from './target.ts';
