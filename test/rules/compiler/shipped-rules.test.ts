import { describe, expect, it } from 'vitest';
import { canonicalJson, compileRulesFile } from '../../../rules/src/compiler/index.ts';
import { DEFAULT_COOKIES, type Policy } from '../../../rules/src/policy/index.ts';
import { pageHeaders } from '../../support/response-policy.ts';

function shipped(): Policy {
  const result = compileRulesFile('rules/gateway.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
}

function route(id: string): Policy['routes'][number] {
  const found = shipped().routes.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no route ${id}`);
  return found;
}

describe('the shipped rules', () => {
  it('compile to the same bytes each time, from a relative or an absolute path', () => {
    const absolute = compileRulesFile(new URL('../../../rules/gateway.yaml', import.meta.url).pathname);
    expect(canonicalJson(shipped())).toBe(canonicalJson(shipped()));
    expect(absolute).toEqual({ ok: true, policy: shipped() });
  });

  it('ask for a fresh second factor before money moves, and keep a record of it', () => {
    expect(route('invoice-pay')).toMatchObject({
      path: '/invoices/{id}/pay',
      segments: [
        { kind: 'literal', value: 'invoices' },
        { kind: 'any', name: 'id' },
        { kind: 'literal', value: 'pay' },
      ],
      methods: ['POST'],
      access: {
        kind: 'roles',
        credentials: ['session'],
        roles: ['owner', 'accounting'],
        stepUp: { withinSeconds: 900, methods: ['otp'] },
        addresses: null,
        actAs: 'never',
      },
      revocation: 'strict',
      audit: 'required',
      cache: 'private',
      cookies: DEFAULT_COOKIES,
    });
  });

  it('leave only assets, health and signing in to the public', () => {
    const open = shipped().routes.filter((candidate) => candidate.access.kind === 'public');
    expect(open.map(({ id }) => id)).toEqual(['assets', 'favicon', 'health', 'sign-in-page', 'sign-in']);
  });

  it('count failed sign-ins by address, five a minute', () => {
    expect(shipped().limits['sign-in']).toMatchObject({
      quota: 5,
      windowSeconds: 60,
      by: ['address'],
      counting: 'exact',
      count: 'failures',
    });
    expect(route('sign-in').limits).toEqual(['sign-in']);
  });

  it('name the line of every route', () => {
    expect(shipped().routes.map(({ at }) => at)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^rules\/gateway\.yaml:[0-9]+$/)]),
    );
    expect(new Set(shipped().routes.map(({ at }) => at)).size).toBe(shipped().routes.length);
  });

  it('send the strict headers on every route of the app with the SDK', () => {
    const names = [
      'content-security-policy',
      'strict-transport-security',
      'x-frame-options',
      'x-content-type-options',
      'referrer-policy',
      'permissions-policy',
      'cross-origin-opener-policy',
      'cross-origin-resource-policy',
      'origin-agent-cluster',
      'x-permitted-cross-domain-policies',
    ];
    const own = shipped().routes.filter(({ origin }) => origin === 'freight');
    for (const { headers } of own) expect(pageHeaders(headers).map(([name]) => name)).toEqual(names);
  });
});
