/** A page of an app. */
export interface HtmlPage {
  /** Path or file. */
  readonly place: string;
  readonly html: string;
}

/** Pages of an app, and what was not looked at. */
export interface CollectedPages {
  /** Each as often as it was fetched: what differs between two fetches has no hash that holds. */
  readonly pages: readonly (readonly HtmlPage[])[];
  /** Sentences. */
  readonly notes: readonly string[];
}
