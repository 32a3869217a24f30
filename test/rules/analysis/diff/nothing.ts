import type { Diff } from '../../../../rules/src/analysis/diff/index.ts';

/** What a diff of equal rules is. */
export const NOTHING: Diff = { opened: [], closed: [], loosened: [], tightened: [], neutral: [] };
