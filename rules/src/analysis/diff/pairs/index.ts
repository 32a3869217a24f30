export type { Meeting } from './route-pair.ts';
export { createMeetingFinder } from './route-pairs.ts';
