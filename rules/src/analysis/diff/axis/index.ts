export { anyOfAxis } from './any-of-axis.ts';
export {
  type Axis,
  axisBetween,
  axisOf,
  type EquivalenceClass,
  type Region,
  type Regions,
  type ValueClass,
} from './axis.ts';
export { BARE_FACTS } from './bare-facts.ts';
export { type CandidateRequest, createCandidateSession, inSession } from './candidate-request.ts';
export { type Cause, routeCause } from './cause.ts';
export type { AxisBuilder, ClassTraits, ControlAxis } from './control-axis.ts';
export { DIMENSIONS, type Dimension } from './dimension.ts';
export {
  type DecidingRoute,
  type EffectiveRoute,
  enforcedConditions,
  observes,
  type ReadAccess,
  sessionAccess,
} from './effective-route.ts';
export { type HostClass, hostClassesOf } from './host-class.ts';
export { withOtherTenants, withoutOtherTenants } from './host-words.ts';
export { listAxis } from './list-axis.ts';
export { OWN_SITE, ownHostOf, type Site, siteWords } from './site.ts';
export { PEOPLE, type Visitor } from './visitor.ts';
