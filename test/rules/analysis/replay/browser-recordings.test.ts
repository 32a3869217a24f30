import { describe, expect, test } from 'vitest';
import { parseHar } from '../../../../rules/src/analysis/replay/har-log.ts';
import type { LoggedRequest, ParsedEntry } from '../../../../rules/src/analysis/replay/logged-request.ts';
import { createReplay, type ReplayResult } from '../../../../rules/src/analysis/replay/replay.ts';
import { policyOf, routeOf } from '../../engine/sample-engine.ts';

function requestOf(entry: ParsedEntry | undefined): LoggedRequest {
  if (entry?.kind !== 'request') throw new TypeError(`no request: ${JSON.stringify(entry)}`);
  return entry.request;
}

describe('HAR', () => {
  const entry = (url: string, headers: readonly (readonly [string, string])[] = [], status = 200) => ({
    startedDateTime: '2026-10-05T07:58:12.123Z',
    request: { method: 'GET', url, headers: headers.map(([name, value]) => ({ name, value })), bodySize: 0 },
    response: { status },
  });

  function replayed(entries: readonly unknown[], options: Parameters<typeof createReplay>[1] = {}): ReplayResult {
    const replay = createReplay(policyOf({ routes: [routeOf('/**')] }), options);
    const parsed = parseHar(JSON.stringify({ log: { entries } })) ?? [];
    for (const [index, each] of parsed.entries()) replay.add(each, `har:${index}`);
    return replay.result();
  }

  test('a WebSocket is judged as one', () => {
    const [live] =
      parseHar(
        JSON.stringify({ log: { entries: [entry('wss://acme.app.example/live', [['Upgrade', 'websocket']], 101)] } }),
      ) ?? [];
    expect(requestOf(live)).toMatchObject({ scheme: 'https', host: 'acme.app.example', target: '/live', status: 101 });
    const own = entry('wss://acme.app.example/live', [['Origin', 'https://acme.app.example']], 101);
    const foreign = entry('wss://acme.app.example/live', [['Origin', 'https://evil.example']], 101);
    const kept = entry('wss://acme.app.example/live', [], 101);
    expect(replayed([own, kept]).outcomes).toMatchObject({ roles: 2, refused: 0 });
    expect(replayed([foreign]).groups[0]).toMatchObject({ outcome: 'refused', reason: 'websocket_origin' });
  });

  test('what the browser asked of others is set aside', () => {
    const result = replayed([
      entry('https://acme.app.example/'),
      entry('https://cdn.example/x.js'),
      entry('https://CDN.example/y.js'),
      entry('wss://push.example/'),
      entry('https://acme.app.example:443/y'),
    ]);
    expect(result.elsewhere).toEqual({ count: 3, hosts: ['cdn.example', 'CDN.example', 'push.example'] });
    expect([result.requests, result.outcomes.refused, result.broken]).toEqual([2, 0, 0]);
  });

  test('a recording of another host is judged for the one that is named', () => {
    const entries = [
      entry('https://staging.example/x', [
        ['Host', 'staging.example'],
        ['Origin', 'https://staging.example'],
      ]),
      entry('wss://staging.example/live', [['Origin', 'https://staging.example']], 101),
      entry('https://cdn.example/x.js'),
    ];
    const result = replayed(entries, { host: 'acme.app.example' });
    expect([result.requests, result.outcomes.roles, result.elsewhere.count]).toEqual([2, 2, 1]);
  });
});
