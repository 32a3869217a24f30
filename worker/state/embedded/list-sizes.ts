/** Policies of a page at most, from one shard; one may hold a thousand prefixes. */
export const PAGE_POLICIES = 200;

/** Revocations that a list shows at most. */
export const LISTED_REVOCATIONS = 1000;
