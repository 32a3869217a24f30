import type { LoggedRequest } from '@portcullis/rules/analysis';
import type { CollectedPages } from '../../csp/page-source.ts';

/** One answer of the running app to one of the crawl's visitors. */
export interface Visit {
  readonly request: LoggedRequest;
  /** A role, or `anonymous`. */
  readonly visitor: string;
}

/** What the running app showed. */
export interface Crawl {
  /** Scheme, host and port of the app. */
  readonly origin: string;
  readonly visits: readonly Visit[];
  readonly pages: CollectedPages;
  /** What was not opened, as sentences. */
  readonly notes: readonly string[];
}
