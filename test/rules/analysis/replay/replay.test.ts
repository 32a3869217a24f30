import type { Policy } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import type { LoggedRequest } from '../../../../rules/src/analysis/replay/logged-request.ts';
import { createReplay, type ReplayOptions, type ReplayResult } from '../../../../rules/src/analysis/replay/replay.ts';
import { anyone, hostOf, NOW, policyOf, rolesAccess, routeOf } from '../../engine/sample-engine.ts';
import { conditions, HOST, logged, NOBODY } from './logged.ts';

function replayOf(
  policy: Partial<Policy>,
  requests: readonly LoggedRequest[],
  options: ReplayOptions = {},
): ReplayResult {
  const replay = createReplay(policyOf(policy), options);
  for (const [index, request] of requests.entries()) replay.add({ kind: 'request', request }, `log:${index + 1}`);
  return replay.result();
}

describe('a replay', () => {
  const routes = [routeOf('/open', { access: anyone, at: 'r:1' }), routeOf('/a/**', { at: 'r:2' })];

  test('counts a redirect of plain http that was one before as nothing that breaks', () => {
    const plain = { target: '/open', scheme: 'http' } as const;
    const moved = replayOf({ routes }, [logged({ ...plain, status: 301 }), logged({ ...plain, status: 308 })]);
    expect(moved).toMatchObject({ outcomes: { refused: 2 }, broken: 0 });
    expect(moved.groups[0]).toMatchObject({ reason: 'https_redirected', worked: 0, statuses: { '3xx': 2 } });
    expect(replayOf({ routes }, [logged({ ...plain, status: 200 })])).toMatchObject({ broken: 1 });
  });

  test('groups what is treated alike, ids left out, and counts what worked', () => {
    const result = replayOf({ routes }, [
      logged({ target: '/gone/1?token=secret', timeSeconds: NOW + 60 }),
      logged({ target: '/gone/2', status: 404 }),
      logged({ target: '/gone/3', status: null, timeSeconds: NOW - 60 }),
      logged({ target: '/gone/x' }),
      logged({ target: '/gone/1', method: 'POST', status: 500 }),
      logged({ target: '/open' }),
      logged({ target: '/a/7' }),
    ]);
    expect(result).toMatchObject({
      requests: 7,
      outcomes: { anyone: 1, roles: 1, observed: 0, refused: 5 },
      broken: 2,
      changes: null,
    });
    expect(result.groups[0]).toEqual({
      outcome: 'refused',
      enforced: NOBODY,
      passing: NOBODY,
      reason: 'no_route',
      rule: null,
      route: null,
      method: 'GET',
      path: '/gone/{id}',
      count: 3,
      worked: 1,
      statuses: { '2xx': 1, '4xx': 1, none: 1 },
      example: '/gone/1',
      firstSeconds: NOW - 60,
      lastSeconds: NOW + 60,
    });
    expect(result.groups.map(({ outcome, rule, method, path, count }) => [outcome, rule, method, path, count])).toEqual(
      [
        ['refused', null, 'GET', '/gone/{id}', 3],
        ['refused', null, 'GET', '/gone/x', 1],
        ['refused', null, 'POST', '/gone/{id}', 1],
        ['anyone', 'r:1', 'GET', '/open', 1],
        ['roles', 'r:2', 'GET', '/a/{id}', 1],
      ],
    );
  });

  test.each([
    [200, 1],
    [304, 1],
    [399, 1],
    [400, 0],
    [404, 0],
    [503, 0],
    [null, 0],
  ])('an answer with status %s counts as one that worked: %i', (status, broken) => {
    expect(replayOf({ routes }, [logged({ target: '/gone', status })]).broken).toBe(broken);
  });

  test('counts entries without a request and shows where the first unreadable ones are', () => {
    const replay = createReplay(policyOf());
    replay.add({ kind: 'nothing' }, 'log:1');
    for (let line = 2; line < 10; line++) replay.add({ kind: 'unreadable', problem: `problem ${line}` }, `log:${line}`);
    const { requests, nothing, unreadable } = replay.result();
    expect([requests, nothing, unreadable.count]).toEqual([0, 1, 8]);
    expect(unreadable.first).toHaveLength(5);
    expect(unreadable.first[0]).toEqual({ place: 'log:2', problem: 'problem 2' });
  });

  test('takes host, scheme and time from the log, unless told otherwise', () => {
    const access = rolesAccess({ conditions: conditions({ fromSeconds: NOW }) });
    const policy = { routes: [routeOf('/**', { access })] };
    const outcome = (request: Partial<LoggedRequest>, options: ReplayOptions = {}) =>
      replayOf(policy, [logged(request)], options).groups[0]?.reason;
    expect(outcome({})).toBeNull();
    expect(outcome({ host: 'other.example' })).toBe('unknown_host');
    expect(outcome({ host: 'other.example' }, { host: HOST })).toBeNull();
    expect(outcome({ host: `${HOST}:443`, scheme: 'https' })).toBeNull();
    expect(outcome({ host: `${HOST}:443`, scheme: 'http' })).toBe('unknown_host');
    expect(outcome({ host: `${HOST}:443`, scheme: 'http' }, { scheme: 'https' })).toBeNull();
    expect(outcome({ timeSeconds: NOW - 1 })).toBe('not_yet_open');
    expect(outcome({ timeSeconds: NOW - 1 }, { timeSeconds: NOW })).toBeNull();
    expect(outcome({ timeSeconds: null }, { timeSeconds: NOW - 1 })).toBe('not_yet_open');
  });

  test('needs a host, and knows it where the rules have one', () => {
    const nameless = logged({ host: null });
    expect(replayOf({}, [nameless])).toMatchObject({ withoutHost: 1, requests: 0 });
    expect(replayOf({ hosts: [hostOf('{tenant}.app.example')] }, [nameless])).toMatchObject({ withoutHost: 1 });
    expect(replayOf({ hosts: [hostOf('app.example')] }, [nameless])).toMatchObject({
      withoutHost: 0,
      outcomes: { roles: 1 },
    });
    expect(replayOf({}, [nameless], { host: HOST })).toMatchObject({ withoutHost: 0, outcomes: { roles: 1 } });
  });

  test('keeps memory bounded, whatever a log makes up', () => {
    const replay = createReplay(policyOf({ routes }));
    for (let index = 0; index < 10_500; index++) {
      const name = index.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? '');
      replay.add(
        { kind: 'request', request: logged({ target: `/z${name}`, method: index % 2 === 0 ? 'GET' : 'POST' }) },
        'log:1',
      );
    }
    const { groups, requests } = replay.result();
    expect(requests).toBe(10_500);
    expect(groups).toHaveLength(10_001);
    expect(groups[0]).toMatchObject({ method: 'other', path: 'requests', count: 500, worked: 500 });
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(10_500);
  });
});

describe('a comparison', () => {
  const before = policyOf({
    routes: [
      routeOf('/closing', { access: anyone, at: 'old:1' }),
      routeOf('/opening', { access: rolesAccess({ roles: ['owner'] }), at: 'old:2' }),
      routeOf('/moving', { access: rolesAccess({ roles: ['owner'] }), at: 'old:3' }),
      routeOf('/same', { at: 'old:4' }),
    ],
  });
  const after: Partial<Policy> = {
    routes: [
      routeOf('/closing', { at: 'new:1' }),
      routeOf('/opening', { access: rolesAccess({ roles: ['owner'] }), observe: ['roles'], at: 'new:2' }),
      routeOf('/moving', { access: rolesAccess({ roles: ['driver'] }), at: 'new:3' }),
      routeOf('/same', { access: rolesAccess({ roles: ['owner', 'reader', 'driver'] }), at: 'new:4' }),
    ],
  };

  test('shows the real requests that change, openings first', () => {
    const requests = ['/closing', '/closing', '/closing', '/same', '/opening', '/opening', '/moving'].map((target) =>
      logged({ target }),
    );
    const { changes } = replayOf(after, requests, { against: before });
    expect(
      changes?.map(({ kind, path, count, ruleBefore, ruleAfter }) => [kind, path, count, ruleBefore, ruleAfter]),
    ).toEqual([
      ['opened', '/opening', 2, 'old:2', 'new:2'],
      ['opened', '/moving', 1, 'old:3', 'new:3'],
      ['closed', '/closing', 3, 'old:1', 'new:1'],
    ]);
    expect(changes?.[1]).toMatchObject({
      before: { everyone: false, roles: ['owner'] },
      after: { everyone: false, roles: ['driver'] },
    });
  });

  test('of rules with themselves is empty', () => {
    const requests = ['/closing', '/opening', '/nothing'].map((target) => logged({ target }));
    expect(replayOf(before, requests, { against: before }).changes).toEqual([]);
  });
});
