import type { Advice } from '../analysis/advice/catalogue/index.ts';
import type { Policy, RouteRule } from '../policy/index.ts';

/** What a control advises on rules that compile. */
export interface ControlAdvice {
  readonly advise: (route: RouteRule, context: AdviceContext) => readonly Advice[];
}

export interface AccessControlAdvice extends ControlAdvice {
  /** What the route asks for by the control and shows that its author thinks the route critical; `null`: nothing. */
  readonly mark: (route: RouteRule) => Mark | null;
}

export interface AdviceContext {
  readonly policy: Policy;
  /** What shows that the route is critical, in the order of the rules. */
  readonly marks: readonly Mark[];
  /** The moment that decides what has expired, seconds since the epoch. */
  readonly nowSeconds: number;
}

/** As the rules write it, such as `actAs: never`, and the part of the route in which it stands. */
export interface Mark {
  readonly text: string;
  readonly part: string;
}

/** For a control of which nothing can be advised. */
export const NO_ADVICE: AccessControlAdvice = { mark: () => null, advise: () => [] };

/** `"actAs: never" and "audit: required"`. */
export function namesOf(marks: readonly Mark[]): string {
  return new Intl.ListFormat('en-GB').format(marks.map(({ text }) => `"${text}"`));
}
