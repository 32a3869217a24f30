import type { KnownClaims, PublicAnswer, Reason, StepName } from '../../engine/index.ts';
import type { Control, OriginHeader, RouteRule, SourceLine } from '../../policy/index.ts';
import type { CountedLimit } from '../../settings/index.ts';

/**
 * `refused`: this ends the request. `observed`: refused, but the route only records it. `would refuse`: a later check
 * that would refuse too if the first one passed. `not reached`: nothing was there to check.
 */
export type Result = 'passed' | 'refused' | 'observed' | 'would refuse' | 'not reached';

/** One thing that a step looked at. */
export interface Finding {
  readonly result: Result;
  /** What was checked, e.g. `roles`. Stable, for tools. */
  readonly check: CheckName;
  /** What was found, as a clause without a full stop. */
  readonly text: string;
  /** The rule, where one says it. */
  readonly at: SourceLine | null;
  /** The refusal's reason; `null` where nothing is refused. */
  readonly reason: Reason | null;
  /** Ends the sentence "would pass …"; `null` where nothing is refused, or nothing the client sends would help. */
  readonly wouldPass: string | null;
}

export type CheckName =
  | Control
  | 'url'
  | 'host'
  | 'route'
  | 'size'
  | 'resource'
  | 'deny'
  | 'session'
  | 'state'
  | 'revocation'
  | 'tenantWall'
  | 'tenantPolicy'
  | 'context'
  | 'origin';

export interface ExplainedStep {
  readonly step: StepName;
  /** The gravest of its findings' results. */
  readonly result: Result;
  readonly findings: readonly Finding[];
}

/** What the origin would receive of a request that passes. */
export interface OriginView {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  /** The host that it sees, which is that of `url`. */
  readonly host: string;
  /** The binding through which it is reached; `null` where the network leads to `url`. */
  readonly binding: string | null;
  /** Claims of `Portcullis-Context`, but for its version, times and id. */
  readonly claims: KnownClaims;
  /** Names of the headers that the gateway sets afresh, lower case. */
  readonly headers: readonly string[];
  /** Headers that the rules set, by value or by secret, and those that they keep from it; names are lower case. */
  readonly sets: readonly OriginHeader[];
  readonly removes: readonly string[];
  /** Headers that name other resources, by the origin's own URLs. */
  readonly references: readonly (readonly [name: string, value: string])[];
}

/** What becomes of one request by the rules, step by step. Plain data. */
export interface Explanation {
  readonly method: string;
  readonly url: string;
  readonly outcome: 'passed' | 'refused';
  /** The refusal that ends the request, and what the client learns about it. */
  readonly refusal: {
    readonly step: StepName;
    readonly reason: Reason;
    readonly detail: string | null;
    readonly at: SourceLine | null;
    readonly answer: PublicAnswer;
  } | null;
  readonly route: { readonly id: string; readonly at: SourceLine } | null;
  /** Who answers a request that passes. The gateway itself answers preflights and its own endpoints. */
  readonly answeredBy: 'origin' | 'gateway' | null;
  readonly preflight: boolean;
  /** A page of another site sends a form, which the route takes without a session. */
  readonly formOfOtherSite: boolean;
  /** The tenant that the request concerns. */
  readonly tenant: string | null;
  readonly steps: readonly ExplainedStep[];
  /** Refusals that the route only records, in the order in which they came up. */
  readonly observed: readonly {
    readonly reason: Reason;
    readonly at: SourceLine | null;
    readonly detail: string | null;
  }[];
  /** Let through although shared state does not answer. */
  readonly degraded: boolean;
  readonly limits: readonly CountedLimit[];
  /** Response headers that the gateway sets on an answer that passes, lower case; empty for a refusal. */
  readonly responseHeaders: readonly (readonly [name: string, value: string])[];
  /** What becomes of the cookies that the origin sets; `null` where no origin answers. */
  readonly cookies: RouteRule['cookies'] | null;
  readonly origin: OriginView | null;
  /** What of the description counted for nothing, in sentences. */
  readonly notes: readonly string[];
}
