import type { SourceLine } from '../../../policy/index.ts';
import type { Dimension } from '../axis/index.ts';
import type { Move } from '../order/index.ts';
import type { Witness } from '../witness/index.ts';

/** Requests of some methods at some paths. A method such as `preflight of POST` stands for the request for leave. */
export interface Cell {
  readonly methods: readonly string[];
  /** `*`: a segment that the rules do not name; a final `**`: any number of segments. */
  readonly paths: readonly string[];
}

/** Requests that are all opened, or all closed: each visitor at each host by each method at each path, where it can be one. */
export interface AccessCell extends Cell {
  /** Who makes them: `anonymous`, role names, `no declared role`. Preflights carry no session. */
  readonly who: readonly string[];
  /** `HOST with a session of another tenant`, too; who has no session cannot have one of another tenant. */
  readonly hosts: readonly string[];
  /** From which sites; `null`: from the own site, and perhaps from others. */
  readonly sites: readonly string[] | null;
  /** Of the dimension `who`: what else came with it, since a public route asks for less. */
  readonly also: readonly string[];
}

/** Ids of the routes that decide, before and after; `null` where none does. */
export interface RoutePair {
  readonly old: string | null;
  readonly new: string | null;
}

/** Requests that pass one of the two versions only. */
export interface AccessDifference {
  readonly dimension: Dimension;
  /** The members of the dimension that pass on one side only, all of them. */
  readonly what: readonly string[];
  readonly routes: readonly RoutePair[];
  readonly cells: readonly AccessCell[];
  readonly oldLine: SourceLine | null;
  readonly newLine: SourceLine | null;
  /** A request that passes on one side only; of the dimension `pages`, one whose answer a page may read on one side only. */
  readonly witness: Witness;
}

/** Requests that pass both versions and are treated otherwise, or a setting of the whole gateway. */
export interface TreatmentDifference {
  /** The part of the rules, e.g. `limits`. */
  readonly part: string;
  readonly old: string;
  readonly new: string;
  /** Empty for a setting of the whole gateway. */
  readonly routes: readonly RoutePair[];
  readonly cells: readonly Cell[];
  readonly oldLine: SourceLine | null;
  readonly newLine: SourceLine | null;
  readonly witness: Witness | null;
}

/** A difference, and which way it goes. */
export interface MovedDifference {
  readonly move: Move;
  readonly difference: TreatmentDifference;
}

/** Everything that tells two versions of the rules apart for some request, in healthy shared state. */
export interface Diff {
  readonly opened: readonly AccessDifference[];
  readonly closed: readonly AccessDifference[];
  /** Requests that pass as before are checked, bounded, kept or protected less; or neither version is the tighter one. */
  readonly loosened: readonly TreatmentDifference[];
  readonly tightened: readonly TreatmentDifference[];
  /** Neither of the two. */
  readonly neutral: readonly TreatmentDifference[];
}
