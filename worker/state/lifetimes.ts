/** How long records of routes with `audit: required` are kept. */
export const RECORD_LIFETIME_MS = 90 * 24 * 60 * 60 * 1000;

/** How long the feed keeps a change: a reader that is further behind loads a snapshot instead. */
export const FEED_LIFETIME_MS = 60 * 60 * 1000;
