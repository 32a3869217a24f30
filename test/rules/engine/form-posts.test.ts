import { decisionSteps, type RequestFacts, sessionOf, setSession } from '@portcullis/rules/engine';
import type { RouteRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { anyone, decisionAt, engineOf, routeOf, sessionWith } from './sample-engine.ts';

const OWN = 'https://acme.app.example';
const IDP = 'https://idp.example';
const engine = engineOf();
const FORM: Partial<RequestFacts> = {
  method: 'POST',
  postsForm: true,
  origin: IDP,
  fetchSite: 'cross-site',
  fetchMode: 'navigate',
  fetchDest: 'document',
};

/** What becomes of a form, and whose session it has. */
function decided(changes: Partial<RequestFacts> = {}, route: Partial<RouteRule> = {}): string {
  const rule = routeOf('/acs', { access: anyone, formPosts: [IDP], ...route });
  const decision = decisionAt(rule, { request: { ...FORM, ...changes } });
  setSession(decision, { kind: 'verified', session: sessionWith() });
  const refusal = decisionSteps.authorize(engine, decision);
  return refusal?.reason ?? (sessionOf(decision) === null ? 'pass without a session' : 'pass');
}

describe('a form of another site', () => {
  test.each<[string, Partial<RequestFacts>]>([
    ['of a listed origin', {}],
    ['of a listed origin of the same site', { fetchSite: 'same-site' }],
    ['by a browser without Fetch Metadata', { fetchSite: null, fetchMode: null, fetchDest: null }],
  ])('%s passes, and has no session', (_, changes) => {
    expect(decided(changes)).toBe('pass without a session');
    expect(decided(changes, { formPosts: 'any' })).toBe('pass without a session');
    expect(decided(changes, { formPosts: [] })).toBe('cross_site');
  });

  test.each<[string, Partial<RequestFacts>]>([
    ['of another origin', { origin: 'https://evil.example' }],
    ['of a host below', { origin: 'https://x.idp.example' }],
    ['of another scheme', { origin: 'http://idp.example' }],
    ['without an origin that the browser tells', { origin: 'null' }],
  ])('%s passes by "any" alone', (_, changes) => {
    expect(decided(changes)).toBe('cross_site');
    expect(decided(changes, { formPosts: 'any' })).toBe('pass without a session');
  });

  test('without an origin passes by "null" in the list', () => {
    expect(decided({ origin: 'null' }, { formPosts: [IDP, 'null'] })).toBe('pass without a session');
    expect(decided({ origin: 'https://evil.example' }, { formPosts: ['null'] })).toBe('cross_site');
  });

  test.each<[string, Partial<RequestFacts>]>([
    ['in a frame', { fetchDest: 'iframe' }],
    ['in an object', { fetchDest: 'object' }],
    ['by a script', { fetchMode: 'cors', fetchDest: 'empty' }],
    ['by a script that does not ask', { fetchMode: 'no-cors', fetchDest: 'empty' }],
    ['of a type that no form has', { postsForm: false }],
    ['by another method', { method: 'PUT' }],
    ['without Origin', { origin: null }],
    ['that says that it is of the same origin', { fetchSite: 'same-origin' }],
    ['that says that the user typed it', { fetchSite: 'none' }],
    ['with Fetch Metadata that no browser sends', { fetchSite: 'Cross-Site' }],
    ['that opens a WebSocket', { upgradesToWebSocket: true }],
  ])('%s does not pass', (_, changes) => {
    const isSocket = changes.upgradesToWebSocket === true;
    for (const formPosts of [[IDP], 'any', ['null', IDP]] as const)
      expect(decided(changes, { formPosts })).toBe(isSocket ? 'websocket_origin' : 'cross_site');
  });

  test('of the own host keeps its session', () => {
    expect(decided({ origin: OWN, fetchSite: 'same-origin' })).toBe('pass');
    expect(decided({ origin: null, fetchSite: null, fetchMode: null, fetchDest: null })).toBe('pass');
  });
});
