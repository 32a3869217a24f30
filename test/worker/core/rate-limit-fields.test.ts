import type { LimitStatus } from '@portcullis/rules/engine';
import type { LimitRule } from '@portcullis/rules/policy';
import { parseList, serializeList } from 'structured-headers';
import { describe, expect, test } from 'vitest';
import { setRateLimitFields } from '../../../worker/core/headers/rate-limit-fields.ts';
import { limitOf } from '../../rules/engine/sample-engine.ts';

const rule = (id: string, quota: number, windowSeconds: number): LimitRule => limitOf(id, { quota, windowSeconds });
const ODD_IDS = [' with spaces ', 'with "quotes"', 'back\\slash', 'a;q=1', 'a, "b"', '~!*:/', '0', ''];
const rules = new Map(
  [rule('api', 600, 60), rule('sign-in', 5, 3600), ...ODD_IDS.map((id) => rule(id, 7, 8))].map((limit) => [
    limit.id,
    limit,
  ]),
);
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

  test('a status of a limit that the rules do not hold has no policy', () => {
    expect(fields(status('gone', 1, 1000), status('api', 2, 1000))).toEqual({
      'ratelimit-policy': '"api";q=600;w=60',
      ratelimit: '"gone";r=1;t=1, "api";r=2;t=1',
    });
  });

  test('replaces what an origin says of limits of the same name', () => {
    const headers = new Headers({ ratelimit: 'limit=1', 'ratelimit-policy': '1;w=1' });
    setRateLimitFields(headers, [status('api', 1, 1)], rules);
    expect(headers.get('ratelimit')).toBe('"api";r=1;t=1');
    expect(headers.get('ratelimit-policy')).toBe('"api";q=600;w=60');
  });
});

/** The members of a field as a client reads them: name and parameters. */
function read(field: string | undefined): unknown[] {
  return parseList(field ?? '').map(([name, parameters]) => [name, Object.fromEntries(parameters)]);
}

describe('a client that reads structured fields', () => {
  test('finds every limit, in order, with whole numbers', () => {
    const written = fields(status('sign-in', 0, 3_599_001), status('api', 599, 60_000));
    expect(read(written['ratelimit-policy'])).toEqual([
      ['sign-in', { q: 5, w: 3600 }],
      ['api', { q: 600, w: 60 }],
    ]);
    expect(read(written['ratelimit'])).toEqual([
      ['sign-in', { r: 0, t: 3600 }],
      ['api', { r: 599, t: 60 }],
    ]);
    expect(Object.values(written).join()).not.toContain('.');
  });

  test.each(ODD_IDS)('reads the id %j as it is', (id) => {
    const written = fields(status(id, 6, 7500), status('api', 1, 1000));
    expect(read(written['ratelimit-policy'])).toEqual([
      [id, { q: 7, w: 8 }],
      ['api', { q: 600, w: 60 }],
    ]);
    expect(read(written['ratelimit'])).toEqual([
      [id, { r: 6, t: 8 }],
      ['api', { r: 1, t: 1 }],
    ]);
  });

  test.each(['line\nbreak', 'caf\u00e9', 'nul\0'])('is never sent the id %j, which no field can hold', (id) => {
    const headers = new Headers({ ratelimit: 'kept' });
    expect(() => setRateLimitFields(headers, [status(id, 1, 1)], rules)).toThrow();
    expect(headers.get('ratelimit')).toBe('kept');
  });

  test('reads the same syntax as in the examples of the draft', () => {
    for (const example of [
      '"burst";q=100;w=60, "daily";q=1000;w=86400',
      '"default";r=50;t=30',
      '"default";r=999;pk=:dHJpYWwxMjEzMjM=:',
    ]) {
      expect(serializeList(parseList(example))).toBe(example);
    }
    const burst = new Map([rule('burst', 100, 60), rule('daily', 1000, 86_400)].map((limit) => [limit.id, limit]));
    const headers = new Headers();
    setRateLimitFields(headers, [status('burst', 50, 30_000), status('daily', 10, 1)], burst);
    expect(headers.get('ratelimit-policy')).toBe('"burst";q=100;w=60, "daily";q=1000;w=86400');
    expect(headers.get('ratelimit')).toBe('"burst";r=50;t=30, "daily";r=10;t=1');
  });
});
