export { formatBytes, formatMoment, formatSeconds } from '../wording/index.ts';
export type { Asker, SessionDescription } from './asker.ts';
export { explain, type Question } from './explain.ts';
export { explainClaims, formatClaims } from './explain-claims.ts';
export type { Explanation } from './explanation.ts';
export { formatExplanation } from './format-explanation.ts';
export { HEALTHY_STATE, type StateDescription } from './state.ts';
