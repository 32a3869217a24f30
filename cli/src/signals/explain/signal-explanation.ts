import type { SourceLine } from '@portcullis/rules/policy';

/** One rule that a message must obey, and whether it does. */
export interface SignalFinding {
  readonly rule: string;
  readonly result: 'passed' | 'refused' | 'not checked' | 'not reached';
  readonly text: string;
  /** What would have to be different; `null`: it is not refused. */
  readonly wouldPass: string | null;
}

/** What the gateway would make of a message of an identity provider. */
export interface SignalExplanation {
  readonly outcome: 'taken' | 'refused';
  /** What it is, in words. */
  readonly message: string;
  readonly provider: string;
  readonly at: SourceLine;
  /** Method and path at which the gateway takes it. */
  readonly endpoint: string;
  readonly findings: readonly SignalFinding[];
  /** Status of the answer. */
  readonly answer: number;
  /** Whose sessions end; empty: of no one. */
  readonly ends: readonly string[];
  /** Why nothing ends, or on what it depends. */
  readonly notes: readonly string[];
  /** Where the provider's people belong: sessions elsewhere are not touched. */
  readonly tenants: readonly string[];
}
