import { createEngine } from '@portcullis/rules/engine';
import type { OriginRule } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import {
  type Explanation,
  explain,
  formatExplanation,
  HEALTHY_STATE,
} from '../../../../rules/src/analysis/explain/index.ts';
import type { RequestDescription } from '../../../../rules/src/analysis/request.ts';
import { NOW, policyOf, routeOf } from '../../engine/sample-engine.ts';
import { ask, remedies } from './ask.ts';

describe('an origin with one URL for each tenant', () => {
  const { origins } = policyOf();
  const app = { ...origins['app'], target: { kind: 'url', url: 'https://{tenant}.origin.example' } } as const;
  const policy = policyOf({
    origins: { app: app as NonNullable<(typeof origins)[string]> },
    routes: [routeOf('/x', { access: { kind: 'public', addresses: null, conditions: null } })],
  });
  const engine = createEngine(policy, { development: false });
  const at = (url: string): Explanation =>
    explain(engine, {
      request: { method: 'GET', url, address: null, nowSeconds: NOW },
      asker: 'nobody',
      state: HEALTHY_STATE,
    });

  test('is asked at the URL of the tenant', () => {
    expect(at('https://acme.app.example/x').origin?.url).toBe('https://acme.origin.example/x');
  });

  test('cannot be reached without a tenant', () => {
    const explanation = at('https://app.example/x');
    expect(explanation.refusal).toMatchObject({
      step: 'forward',
      reason: 'origin_unreachable',
      answer: { status: 502 },
    });
    expect(explanation.steps.at(-2)?.result).toBe('passed');
  });
});

describe('how an origin is reached', () => {
  const { origins } = policyOf();
  const shown = (changes: Partial<OriginRule>, path = '/tools/x', headers: Record<string, string> = {}): string => {
    const app = { ...(origins['app'] as OriginRule), ...changes };
    const access = { kind: 'public', addresses: null, conditions: null } as const;
    const methods = ['GET', 'PUT', 'COPY'];
    const policy = policyOf({ origins: { app }, routes: [routeOf('/tools/**', { access, methods })] });
    const method = 'destination' in headers ? 'COPY' : 'GET';
    const request = { method, url: `https://acme.app.example${path}`, address: null, headers, nowSeconds: NOW };
    const engine = createEngine(policy, { development: false });
    return formatExplanation(explain(engine, { request, asker: 'nobody', state: HEALTHY_STATE }), request);
  };
  const service = { kind: 'service', binding: 'APP' } as const;

  test('with the path that it knows, to which its context is bound, as are the resources that headers name', () => {
    const path = { strip: '/tools', add: '/v2' };
    expect(shown({ path })).toContain('origin   app: GET https://origin.example/v2/x\n');
    expect(shown({ path })).toContain('"htu":"/v2/x"');
    expect(shown({ path }, '/tools/x', { destination: '/tools/y' })).toContain(
      'rewrites destination: https://origin.example/v2/y',
    );
  });

  test('through a binding, with its own host or the one that the client asked for', () => {
    expect(shown({ target: service })).toContain('app: GET https://origin.internal/tools/x, through APP\n');
    expect(shown({ target: service, host: 'public' })).toContain(
      'app: GET https://acme.app.example/tools/x, through APP\n',
    );
    expect(shown({ certificate: 'CERT' })).toContain('app: GET https://origin.example/tools/x, through CERT\n');
  });

  test('with the headers of every app, and Forwarded where it asks for that', () => {
    const every = '  sets     portcullis-context, x-forwarded-proto, x-forwarded-host, via';
    expect(shown({})).toContain(`${every}\n`);
    expect(shown({ forwarded: true })).toContain(`${every}, forwarded\n`);
  });

  test('with headers of the rules, and without a secret', () => {
    const headers = {
      set: [
        { name: 'x-team', value: 'edge' },
        { name: 'authorization', secret: 'APP_CREDENTIALS' },
      ],
      remove: ['origin', 'x-debug'],
    };
    expect(shown({ headers })).toContain(
      '  adds     x-team: edge\n  adds     authorization from APP_CREDENTIALS\n  removes  origin, x-debug\n',
    );
  });
});

describe('CORS', () => {
  const cors = {
    origins: ['https://portal.example'],
    credentials: true,
    headers: ['content-type'],
    expose: ['x-total'],
    maxAgeSeconds: 600,
  };
  const preflight = (origin: string, headers: Record<string, string> = {}): Partial<RequestDescription> => ({
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', ...headers },
  });

  test('a preflight that the rules allow is answered by the gateway', () => {
    const explanation = ask({ route: { cors }, request: preflight('https://portal.example'), asker: 'nobody' });
    expect(explanation).toMatchObject({
      outcome: 'passed',
      preflight: true,
      answeredBy: 'gateway',
      origin: null,
      limits: [],
    });
    expect(Object.fromEntries(explanation.responseHeaders)).toMatchObject({
      'access-control-allow-origin': 'https://portal.example',
    });
  });

  test('a preflight is nothing personal, whatever cookie comes with it', () => {
    const explanation = ask({ route: { cors }, request: preflight('https://portal.example') });
    expect(explanation.outcome).toBe('passed');
    expect(explanation.responseHeaders.map(([name]) => name)).not.toContain('cache-control');
  });

  test.each([
    [preflight('https://elsewhere.example'), 'from a page of https://portal.example'],
    [
      preflight('https://portal.example', { 'access-control-request-headers': 'x-other' }),
      'asking for no header but content-type',
    ],
    [preflight('https://acme.app.example'), 'from a page of another origin; this one is always allowed'],
  ])('a preflight that the rules do not allow: %j', (request, wouldPass) => {
    expect(remedies(ask({ route: { cors }, request, asker: 'nobody' }))).toEqual({ preflight_refused: wouldPass });
  });

  test('a call from a listed page carries its session, and its answer can be read', () => {
    const explanation = ask({
      route: { cors },
      request: { method: 'POST', headers: { origin: 'https://portal.example' } },
    });
    expect(explanation.outcome).toBe('passed');
    expect(Object.fromEntries(explanation.responseHeaders)).toMatchObject({
      'access-control-allow-origin': 'https://portal.example',
      'access-control-allow-credentials': 'true',
      'access-control-expose-headers': 'x-total',
    });
  });

  test('a call from another page is refused', () => {
    const request = { method: 'POST', headers: { origin: 'https://elsewhere.example' } };
    expect(remedies(ask({ route: { cors }, request }))).toEqual({
      cross_site: 'from a page of https://acme.app.example or https://portal.example, or from no browser',
    });
  });
});
