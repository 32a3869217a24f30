import type { Reason, Refusal } from '../engine/reasons/index.ts';

/** What the check of a control refuses. */
export interface Refused<R extends Reason = Reason, Part extends string = string>
  extends Pick<Refusal, 'detail' | 'stepUp'> {
  readonly reason: R;
  /** The key of the rules that says so, and by which the line of the rule is found. */
  readonly part: Part;
}
