export { anyOfAxis } from './any-of-axis.ts';
export {
  type Axis,
  type AxisBuilder,
  axisBetween,
  axisOf,
  type EquivalenceClass,
  type Region,
  type ValueClass,
} from './axis.ts';
export { BARE_FACTS } from './bare-facts.ts';
export { type CandidateRequest, createCandidateSession, inSession } from './candidate-request.ts';
export type { Dimension } from './dimension.ts';
export {
  type DecidingRoute,
  type EffectiveRoute,
  enforcedConditions,
  observes,
  type ReadAccess,
  sessionAccess,
} from './effective-route.ts';
export { listAxis } from './list-axis.ts';
export type { Site } from './site.ts';
