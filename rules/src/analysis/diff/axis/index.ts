export { type Atom, type Axis, axisOf, observes, type Region, type Side, type View } from './axis.ts';
export { BARE_FACTS } from './bare-facts.ts';
export { createDraftSession, type Draft } from './candidate-request.ts';
export type { Dimension } from './dimension.ts';
export type { Site } from './site.ts';
