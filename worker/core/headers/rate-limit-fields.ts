import type { LimitStatus } from '@portcullis/rules/engine';
import type { LimitRule } from '@portcullis/rules/policy';
import { type Item, serializeList } from 'structured-headers';

/**
 * Sets `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11): lists of strings, the limits' ids,
 * with whole numbers as parameters. Changes `headers`.
 */
export function setRateLimitFields(
  headers: Headers,
  statuses: readonly LimitStatus[],
  rules: ReadonlyMap<string, LimitRule>,
): void {
  if (statuses.length === 0) return;
  const policies = statuses.flatMap(({ id }) => {
    const rule = rules.get(id);
    return rule === undefined ? [] : [item(id, ['q', rule.quota], ['w', rule.windowSeconds])];
  });
  const standings = statuses.map(({ id, remaining, resetMs }) =>
    // Rounded up: a client that waits this long is never early.
    item(id, ['r', remaining], ['t', Math.ceil(resetMs / 1000)]),
  );
  headers.set('ratelimit-policy', serializeList(policies));
  headers.set('ratelimit', serializeList(standings));
}

function item(id: string, ...parameters: readonly (readonly [key: string, value: number])[]): Item {
  return [id, new Map(parameters)];
}
