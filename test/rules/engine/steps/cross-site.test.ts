import { decisionSteps, type RequestFacts } from '@portcullis/rules/engine';
import type { Access } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { anyone, decisionAt, engineOf, rolesAccess, routeOf } from '../sample-engine.ts';

const OWN = 'https://acme.app.example';
const engine = engineOf();

function decide(request: Partial<RequestFacts>, access: Access = rolesAccess()): string {
  return decisionSteps.authorize(engine, decisionAt(routeOf('/x', { access }), { request }))?.reason ?? 'pass';
}

/** Fetch Metadata and Origin of a request that changes something. */
const CHANGING: readonly [site: string | null, origin: string | null, outcome: string][] = [
  ['same-origin', OWN, 'pass'],
  ['same-origin', null, 'pass'],
  ['none', null, 'pass'],
  [null, OWN, 'pass'],
  // No browser: forging a request from it needs the cookie.
  [null, null, 'pass'],
  // A page with `no-referrer`, for which Fetch Metadata vouches.
  ['same-origin', 'null', 'pass'],
  ['cross-site', 'https://evil.example', 'cross_site'],
  ['cross-site', OWN, 'cross_site'],
  ['cross-site', null, 'cross_site'],
  ['cross-site', 'null', 'cross_site'],
  // Another tenant's host is the same site to the browser.
  ['same-site', 'https://globex.app.example', 'cross_site'],
  ['same-site', OWN, 'cross_site'],
  ['same-origin', 'https://evil.example', 'cross_site'],
  ['none', 'https://evil.example', 'cross_site'],
  [null, 'https://evil.example', 'cross_site'],
  [null, 'https://globex.app.example', 'cross_site'],
  [null, 'null', 'cross_site'],
  [null, '', 'cross_site'],
  [null, 'http://acme.app.example', 'cross_site'],
  [null, `${OWN}:8443`, 'cross_site'],
  [null, `${OWN}/`, 'cross_site'],
  [null, `${OWN}.evil.example`, 'cross_site'],
  // Values that no browser sends are not vouched for.
  ['Same-Origin', OWN, 'cross_site'],
  ['', OWN, 'cross_site'],
  ['same-origin, same-origin', OWN, 'cross_site'],
];

describe.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND', 'get'])('%s with a session', (method) => {
  test.each(CHANGING)('Sec-Fetch-Site %j, Origin %j: %s', (fetchSite, origin, outcome) => {
    expect(decide({ method, fetchSite, origin })).toBe(outcome);
    // Signing in from another site would put the visitor into the attacker's account.
    expect(decide({ method, fetchSite, origin }, anyone)).toBe(outcome);
  });
});

describe.each(['GET', 'HEAD', 'OPTIONS'])('%s with a session', (method) => {
  test.each<readonly [site: string | null, mode: string | null, dest: string | null, outcome: string]>([
    ['same-origin', 'cors', 'empty', 'pass'],
    ['none', 'navigate', 'document', 'pass'],
    [null, null, null, 'pass'],
    ['cross-site', 'navigate', 'document', 'pass'],
    ['same-site', 'navigate', 'document', 'pass'],
    ['cross-site', 'no-cors', 'image', 'cross_site'],
    ['cross-site', 'no-cors', 'script', 'cross_site'],
    ['cross-site', 'cors', 'empty', 'cross_site'],
    ['same-site', 'no-cors', 'script', 'cross_site'],
    ['same-site', 'cors', 'empty', 'cross_site'],
    ['cross-site', null, null, 'cross_site'],
    ...['iframe', 'frame', 'object', 'embed', 'fencedframe'].map(
      (embedding) => ['cross-site', 'navigate', embedding, 'cross_site'] as const,
    ),
    ['cross-site', 'websocket', 'websocket', 'cross_site'],
  ])('Sec-Fetch-Site %j, -Mode %j, -Dest %j: %s', (fetchSite, fetchMode, fetchDest, outcome) => {
    expect(decide({ method, fetchSite, fetchMode, fetchDest })).toBe(outcome);
    expect(decide({ method, fetchSite, fetchMode, fetchDest }, anyone)).toBe('pass');
  });

  test.each([
    // A link, and an embedded image: an older browser says nothing of either.
    [null, null, 'pass'],
    [null, OWN, 'pass'],
    [null, 'https://evil.example', 'cross_site'],
    [null, 'https://globex.app.example', 'cross_site'],
    [null, 'http://acme.app.example', 'cross_site'],
    [null, `${OWN}.evil.example`, 'cross_site'],
    [null, 'null', 'cross_site'],
    [null, '', 'cross_site'],
    ['same-origin', 'https://evil.example', 'cross_site'],
    // Fetch Metadata vouches for a page without an origin.
    ['same-origin', 'null', 'pass'],
    ['cross-site', 'https://evil.example', 'cross_site'],
  ])('Sec-Fetch-Site %j, Origin %j: %s', (fetchSite, origin, outcome) => {
    expect(decide({ method, fetchSite, origin })).toBe(outcome);
    expect(decide({ method, fetchSite, origin }, anyone)).toBe('pass');
  });
});

describe('an upgrade to WebSocket', () => {
  test.each([
    [OWN, 'same-origin', 'pass'],
    [OWN, null, 'pass'],
    [null, null, 'websocket_origin'],
    [null, 'same-origin', 'websocket_origin'],
    ['null', null, 'websocket_origin'],
    ['https://evil.example', null, 'websocket_origin'],
    ['https://evil.example', 'same-origin', 'websocket_origin'],
    ['https://globex.app.example', 'same-site', 'websocket_origin'],
    ['http://acme.app.example', null, 'websocket_origin'],
    [OWN, 'same-site', 'websocket_origin'],
    [OWN, 'cross-site', 'websocket_origin'],
  ])('Origin %j, Sec-Fetch-Site %j: %s', (origin, fetchSite, outcome) => {
    const request = { upgradesToWebSocket: true, fetchMode: 'websocket', origin, fetchSite };
    expect(decide(request)).toBe(outcome);
    expect(decide(request, anyone)).toBe(outcome);
  });
});

test('the port is part of the own origin', () => {
  const target = { scheme: 'http', host: 'acme.localhost:8787', path: '/x', query: '' } as const;
  expect(decide({ method: 'POST', target, origin: 'http://acme.localhost:8787' })).toBe('pass');
  expect(decide({ method: 'POST', target, origin: 'http://acme.localhost' })).toBe('cross_site');
});
