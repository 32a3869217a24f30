import { expect, test } from 'vitest';
import { createObservedLog } from '../../../../rules/src/analysis/replay/observed-log.ts';

const event = (changes: object): string =>
  JSON.stringify({
    event: 'request',
    time: '2026-11-02T08:00:01.120Z',
    method: 'GET',
    path: '/loads/1',
    route: 'loads',
    status: 200,
    observed: [],
    ...changes,
  });
const roleMissing = { reason: 'role_missing', rule: 'r.yaml:61', detail: 'one of owner' };
const weak = { reason: 'authentication_too_weak', rule: 'r.yaml:79', detail: null };

function read(...lines: string[]) {
  const log = createObservedLog();
  for (const line of lines) log.add(line);
  return log.result();
}

test('observed refusals are grouped by rule, then by kind of request', () => {
  const result = read(
    event({ observed: [weak], path: '/pay/1', route: 'pay', method: 'POST', status: 303 }),
    event({ observed: [roleMissing] }),
    event({ observed: [roleMissing], path: '/loads/2', time: '2026-11-03T08:00:00Z' }),
    event({ observed: [roleMissing, weak], path: '/loads' }),
    event({}),
    event({ observed: undefined, outcome: 'refused', reason: 'no_route' }),
  );
  expect(result).toMatchObject({ events: 6, otherLines: 0, requests: 4 });
  expect(
    result.groups.map(({ rule, reason, route, method, path, count }) => [rule, reason, route, method, path, count]),
  ).toEqual([
    ['r.yaml:61', 'role_missing', 'loads', 'GET', '/loads/{id}', 2],
    ['r.yaml:61', 'role_missing', 'loads', 'GET', '/loads', 1],
    ['r.yaml:79', 'authentication_too_weak', 'pay', 'POST', '/pay/{id}', 1],
    ['r.yaml:79', 'authentication_too_weak', 'loads', 'GET', '/loads', 1],
  ]);
  expect(result.groups[0]).toMatchObject({
    example: '/loads/1',
    statuses: { '2xx': 2 },
    firstSeconds: Date.UTC(2026, 10, 2, 8, 0, 1) / 1000,
    lastSeconds: Date.UTC(2026, 10, 3, 8) / 1000,
  });
});

test('other lines on the same stream are counted, whatever they are', () => {
  const lines = ['gateway started', '{"event":"other"}', '[]', '{', 'null', '{"event":"request"}'];
  expect(read(...lines)).toMatchObject({ events: 1, otherLines: 5, requests: 0, groups: [] });
});

test('members of another type than the gateway writes are left out', () => {
  const odd = [
    { observed: 'x' },
    { observed: [null, 1, {}, { reason: 1 }] },
    { observed: [roleMissing], path: null, status: 'x', time: 5, method: null, route: null },
  ];
  const result = read(...odd.map(event));
  expect(result.groups).toEqual([
    expect.objectContaining({ method: '', path: '', route: '', statuses: { none: 1 }, firstSeconds: null }),
  ]);
});

test('a forged name cannot write to the terminal', () => {
  const { groups } = read(event({ observed: [{ ...roleMissing, rule: 'r\u001b[2J' }], path: '/\u001b[2J' }));
  expect(JSON.stringify(groups)).not.toContain('\\u001b');
});
