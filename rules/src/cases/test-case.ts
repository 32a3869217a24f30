import type { Question } from '../analysis/explain/index.ts';
import type { SourceLine } from '../policy/index.ts';

/** What must come of a request. Members that are absent are not asked. */
export interface Expectation {
  readonly outcome: 'passed' | 'refused';
  /** One of these reasons. */
  readonly reasons?: readonly string[];
  readonly route?: string;
  readonly status?: number;
  /** Exactly these limits, in any order. */
  readonly limits?: readonly string[];
  /** Response headers, lower case; `null`: not set. */
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly origin?: string;
  readonly url?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly observed?: readonly string[];
}

/** One request by one visitor, with what must come of it. A case that lists several makes several of these. */
export interface TestCase {
  /** Unique enough for a reader: the case's name, then request and visitor. */
  readonly title: string;
  /** `file:line` of the case. */
  readonly at: SourceLine;
  readonly question: Question;
  readonly expectation: Expectation;
}
