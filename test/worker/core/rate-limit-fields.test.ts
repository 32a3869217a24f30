import type { LimitStatus } from '@portcullis/rules/engine';
import type { LimitRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { setRateLimitFields } from '../../../worker/core/rate-limit-fields.ts';

const rule = (id: string, quota: number, windowSeconds: number): LimitRule => ({
  id,
  quota,
  windowSeconds,
  by: ['address'],
  counting: 'exact',
  count: 'all',
  at: 'rules.yaml:1',
});
const rules = new Map([rule('api', 600, 60), rule('sign-in', 5, 3600)].map((limit) => [limit.id, limit]));
const status = (id: string, remaining: number, resetMs: number): LimitStatus => ({
  id,
  admitted: remaining > 0,
  remaining,
  resetMs,
});

function fields(...statuses: readonly LimitStatus[]): Record<string, string> {
  const headers = new Headers();
  setRateLimitFields(headers, statuses, rules);
  return Object.fromEntries(headers);
}

describe('setRateLimitFields', () => {
  test('one limit', () => {
    expect(fields(status('api', 599, 60_000))).toEqual({
      'ratelimit-policy': '"api";q=600;w=60',
      ratelimit: '"api";r=599;t=60',
    });
  });

  test('several, in order', () => {
    expect(fields(status('sign-in', 0, 1), status('api', 3, 1001))).toEqual({
      'ratelimit-policy': '"sign-in";q=5;w=3600, "api";q=600;w=60',
      ratelimit: '"sign-in";r=0;t=1, "api";r=3;t=2',
    });
  });

  test('none: no field', () => {
    expect(fields()).toEqual({});
  });

  test('the time is rounded up: a client that waits as told is never early', () => {
    for (const [resetMs, seconds] of [
      [0, 0],
      [1, 1],
      [999, 1],
      [1000, 1],
      [1001, 2],
    ] as const) {
      expect(fields(status('api', 0, resetMs))['ratelimit']).toBe(`"api";r=0;t=${seconds}`);
    }
  });

  test('replaces what an origin says of limits of the same name', () => {
    const headers = new Headers({ ratelimit: 'limit=1', 'ratelimit-policy': '1;w=1' });
    setRateLimitFields(headers, [status('api', 1, 1)], rules);
    expect(headers.get('ratelimit')).toBe('"api";r=1;t=1');
    expect(headers.get('ratelimit-policy')).toBe('"api";q=600;w=60');
  });
});
