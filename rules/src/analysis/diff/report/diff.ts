import type { SourceLine } from '../../../policy/index.ts';
import type { Dimension } from '../axis/index.ts';
import type { ChangeDirection } from '../order/index.ts';
import type { Witness } from '../witness/index.ts';

/** Requests of some methods at some paths. A method such as `preflight of POST` stands for the request for permission. */
export interface Cell {
  readonly methods: readonly string[];
  /** `*`: a segment that the rules do not name; a final `**`: any number of segments. */
  readonly paths: readonly string[];
}

/** Requests that are all treated differently. */
export interface TreatmentCell extends Cell {
  /** `null`: at every host, or the rules do not distinguish hosts. */
  readonly hosts: readonly string[] | null;
}

/** Requests that are all opened, or all closed: every possible combination of a visitor, a host, a method and a path. */
export interface AccessCell extends Cell {
  /** Who makes them: `anonymous`, role names, `no declared role`. Preflights carry no session. */
  readonly who: readonly string[];
  /** Includes `HOST with a session of another tenant`, which only visitors with a session can have. */
  readonly hosts: readonly string[];
  /** From which sites; `null`: from the own site, and perhaps from others. */
  readonly sites: readonly string[] | null;
  /** Of the dimension `who`: what else came with it, since a public route asks for less. */
  readonly also: readonly string[];
}

/** Ids of the routes that decide, before and after; `null` where none does. */
export interface RouteIds {
  readonly old: string | null;
  readonly new: string | null;
}

/** Requests that pass one of the two versions only. */
export interface AccessDifference {
  readonly dimension: Dimension;
  /** The values of the dimension that pass one version only, all of them. */
  readonly what: readonly string[];
  readonly routes: readonly RouteIds[];
  readonly cells: readonly AccessCell[];
  readonly oldLine: SourceLine | null;
  readonly newLine: SourceLine | null;
  /** A request that passes one version only; of the dimension `pages`, one whose answer a page may read in one version only. */
  readonly witness: Witness;
}

/** Requests that pass both versions and are treated differently, or a setting of the whole gateway. */
export interface TreatmentDifference {
  /** The part of the rules, e.g. `limits`. */
  readonly part: string;
  readonly old: string;
  readonly new: string;
  /** Empty for a setting of the whole gateway. */
  readonly routes: readonly RouteIds[];
  readonly cells: readonly TreatmentCell[];
  readonly oldLine: SourceLine | null;
  readonly newLine: SourceLine | null;
  readonly witness: Witness | null;
}

/** A difference, and which way it goes. */
export interface DirectedDifference {
  readonly direction: ChangeDirection;
  readonly difference: TreatmentDifference;
}

/** Everything in which two versions of the rules differ for some request, in healthy shared state. */
export interface Diff {
  readonly opened: readonly AccessDifference[];
  readonly closed: readonly AccessDifference[];
  /** Requests that pass as before are checked, bounded, kept or protected less; or neither version is the tighter one. */
  readonly loosened: readonly TreatmentDifference[];
  readonly tightened: readonly TreatmentDifference[];
  /** Neither of the two. */
  readonly neutral: readonly TreatmentDifference[];
}
