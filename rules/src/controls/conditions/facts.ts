import type { RequestFacts } from '../../engine/facts.ts';

/** What a condition may look at. */
export interface ConditionFacts {
  readonly request: RequestFacts;
  /** The tenant that the URL's host names. */
  readonly urlTenant: string | null;
}
