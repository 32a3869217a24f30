import type { SourceLine } from '../../policy/index.ts';
import type { Carried, Reason } from './reason.ts';

/** What every refusal can carry. Holds no token, cookie or query value. */
interface RefusalBase<R extends Reason> {
  readonly reason: R;
  /** The rule that refused, where one did. */
  readonly at: SourceLine | null;
  /** What names the resource that is refused, such as `Destination`, where it is not the request's own. */
  readonly named?: string;
}

type Refusals = { readonly [R in Reason]: RefusalBase<R> & Carried<R> };

/** A refusal for a certain reason, with what an auditor needs to understand it. */
export type RefusalOf<R extends Reason> = Refusals[R];

/** Any refusal. Its reason says what it carries. */
export type Refusal = RefusalOf<Reason>;

/** Reasons that say all by themselves. */
type PlainReason = { [R in Reason]: object extends Carried<R> ? R : never }[Reason];

/** Of several reasons, what is made is a refusal only where the facts do for each of them. */
type Made<R extends Reason> = { readonly [Each in R]: RefusalBase<Each> & Carried<R> }[R];

/** Makes a {@link Refusal}. */
export function refuse<R extends PlainReason>(reason: R, at?: SourceLine | null, facts?: Carried<R>): Made<R>;
export function refuse<R extends Reason>(reason: R, at: SourceLine | null, facts: Carried<R>): Made<R>;
export function refuse(reason: Reason, at: SourceLine | null = null, facts: object = {}): object {
  return { reason, at, ...facts };
}
