import type { Carried, Reason } from '../engine/reasons/index.ts';

/** What the check of a control refuses, with all that a refusal for the reason must carry. */
export type Refused<R extends Reason = Reason, Part extends string = string> = {
  readonly [Each in R]: {
    readonly reason: Each;
    /** The key of the rules that says so, and by which the line of the rule is found. */
    readonly part: Part;
  } & Carried<Each>;
}[R];
