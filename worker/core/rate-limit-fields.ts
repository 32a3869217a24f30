import type { LimitStatus } from '@portcullis/rules/engine';
import type { LimitRule } from '@portcullis/rules/policy';

/**
 * Sets `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-11). Limit ids are of a charset that
 * needs no escaping in a structured-field string. Changes `headers`.
 */
export function setRateLimitFields(
  headers: Headers,
  statuses: readonly LimitStatus[],
  rules: ReadonlyMap<string, LimitRule>,
): void {
  if (statuses.length === 0) return;
  const policies = statuses.flatMap(({ id }) => {
    const rule = rules.get(id);
    return rule === undefined ? [] : [`"${id}";q=${rule.quota};w=${rule.windowSeconds}`];
  });
  headers.set('ratelimit-policy', policies.join(', '));
  headers.set(
    'ratelimit',
    statuses.map(({ id, remaining, resetMs }) => `"${id}";r=${remaining};t=${Math.ceil(resetMs / 1000)}`).join(', '),
  );
}
