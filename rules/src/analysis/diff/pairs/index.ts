export { type HostGroup, hostGroupsOf } from './host-groups.ts';
export type { RoutePair } from './route-pair.ts';
export { createRoutePairFinder } from './route-pair-finder.ts';
