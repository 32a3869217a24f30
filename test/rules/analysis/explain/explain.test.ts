import { type CookieRule, DEFAULT_COOKIES } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import {
  formatExplanation,
  HEALTHY_STATE,
  type StateDescription,
} from '../../../../rules/src/analysis/explain/index.ts';
import { responsePolicyOf } from '../../../support/response-policy.ts';
import { anyone, NOW } from '../../engine/sample-engine.ts';
import { ask, OWNER, refusals, remedies, STRICT, SUPPORT } from './ask.ts';

describe('a request that passes', () => {
  test('passes every step, and shows what the origin receives', () => {
    const explanation = ask({ route: { limits: ['api'] }, request: { url: 'https://acme.app.example/x?q=1' } });
    expect(explanation).toMatchObject({
      outcome: 'passed',
      refusal: null,
      answeredBy: 'origin',
      tenant: 'acme',
      notes: [],
    });
    expect(explanation.steps.map(({ step, result }) => `${step} ${result}`)).toEqual(
      ['ingress', 'route', 'address', 'session', 'admit', 'tenant', 'authorize', 'sign', 'forward'].map(
        (step) => `${step} passed`,
      ),
    );
    expect(explanation.origin).toMatchObject({
      id: 'app',
      method: 'GET',
      url: 'https://origin.example/x?q=1',
      claims: {
        sub: 'u1',
        tid: 'acme',
        roles: ['owner'],
        htu: '/x?q=1',
        cip: '203.0.113.7',
        rid: '/x',
        auth_time: NOW - 60,
      },
    });
    expect(explanation.origin?.headers).toContain('portcullis-context');
  });

  test('counts against each limit of its route, under the key that the gateway counts', () => {
    expect(ask({ route: { limits: ['api'] } }).limits).toEqual([
      {
        id: 'api',
        by: ['tenant', 'user'],
        key: [
          ['tenant', 'acme'],
          ['user', 'u1'],
        ],
        quota: 5,
        windowSeconds: 60,
      },
    ]);
  });

  test('keeps the answer to a session from caches, and sets the headers of its route', () => {
    const sent = [['x-frame-options', 'DENY']] as const;
    const headers = responsePolicyOf(sent);
    expect(ask({ route: { headers } }).responseHeaders).toEqual([...sent, ['cache-control', 'private, no-store']]);
    expect(ask({ route: { headers, cache: 'origin' } }).responseHeaders).toEqual(sent);
  });
});

describe('a request that is refused', () => {
  test('ends at the first refusal, and shows what else would refuse', () => {
    const explanation = ask({ route: STRICT, asker: SUPPORT, request: { address: '192.0.2.1' } });
    expect(explanation).toMatchObject({
      outcome: 'refused',
      refusal: {
        step: 'address',
        reason: 'address_not_listed',
        at: 'rules.yaml:32',
        answer: { status: 403, code: 'forbidden' },
      },
      origin: null,
      answeredBy: null,
      responseHeaders: [],
    });
    expect(refusals(explanation)).toEqual([
      'address refused addresses address_not_listed',
      'authorize would refuse conditions country_not_listed',
      'authorize would refuse actAs act_as_never',
      'authorize would refuse roles role_missing',
      'authorize would refuse stepUp authentication_too_weak',
    ]);
    expect(explanation.steps.slice(-2).map(({ result }) => result)).toEqual(['not reached', 'not reached']);
  });

  test('says for each refusal what would pass', () => {
    expect(remedies(ask({ route: STRICT, asker: SUPPORT, request: { address: '192.0.2.1' } }))).toEqual({
      address_not_listed: 'from an address on office',
      country_not_listed: 'from DE',
      act_as_never: 'without acting as another user',
      role_missing: 'with a session that has the role reader',
      authentication_too_weak: 'after signing in by hwk',
    });
  });

  test('was not counted where it ended before the limits', () => {
    expect(ask({ route: STRICT, request: { address: '192.0.2.1' } }).limits).toEqual([]);
    expect(ask({ route: STRICT }).limits).toHaveLength(1);
  });

  test('reaches nothing after a URL that is refused', () => {
    const explanation = ask({ request: { url: 'https://acme.app.example/a/../x' } });
    expect(explanation.refusal).toMatchObject({ step: 'ingress', reason: 'malformed_path', answer: { status: 400 } });
    expect(explanation.steps.slice(1).every(({ result }) => result === 'not reached')).toBe(true);
    expect(remedies(explanation)).toEqual({ malformed_path: 'without the dot segment' });
  });

  test.each([
    ['https://elsewhere.example/x', 'unknown_host', 'at {tenant}.app.example or app.example'],
    ['https://acme.app.example/nowhere', 'no_route', 'if a route covered the path'],
    ['https://acme.app.example/x/', 'no_route', 'without the trailing slash'],
    ['https://acme.app.example/X', 'path_case_mismatch', 'with the path spelled as in the rules'],
  ])('reaches no session without a route: %s', (url, reason, wouldPass) => {
    const explanation = ask({ request: { url } });
    expect(explanation.refusal).toMatchObject({ step: 'route', reason });
    expect(remedies(explanation)).toEqual({ [reason]: wouldPass });
    expect(explanation.steps.slice(2).every(({ result }) => result === 'not reached')).toBe(true);
  });

  test('belongs to the deny lists where the address is unknown to them', () => {
    const explanation = ask({ request: { address: null } });
    expect(refusals(explanation)).toEqual(['address refused deny address_unknown']);
  });
});

describe('shared state', () => {
  test('refuses where a quota is used up, with the longest wait', () => {
    const explanation = ask({
      route: { limits: ['api'] },
      state: { ...HEALTHY_STATE, exceeded: ['api'] } as StateDescription,
    });
    expect(explanation.refusal).toMatchObject({ reason: 'limit_exceeded', at: 'rules.yaml:7', detail: 'api' });
    expect(remedies(explanation)).toEqual({ limit_exceeded: 'after 1m at the latest' });
  });

  test('that does not answer closes a route, or opens it where the rules say so', () => {
    const state: StateDescription = { kind: 'unavailable' };
    expect(ask({ state }).refusal).toMatchObject({ step: 'admit', reason: 'state_unavailable' });
    expect(ask({ state, route: { whenStateUnavailable: { kind: 'open' } } })).toMatchObject({
      outcome: 'passed',
      degraded: true,
    });
  });

  test('revokes no one where no one is signed in, and holds no policy where there is no tenant', () => {
    const revoked = { ...HEALTHY_STATE, revokedBy: 'user' } as StateDescription;
    expect(ask({ state: revoked, asker: 'nobody' }).refusal?.reason).toBe('session_missing');
    const tenantPolicy = { suspended: true, addresses: [], requireMfa: false, forbidActAs: false, notBefore: 0 };
    const state = { ...HEALTHY_STATE, tenantPolicy } as StateDescription;
    const given = { route: { limits: ['api'], access: anyone }, asker: 'nobody', state } as const;
    expect(ask(given).refusal?.reason).toBe('tenant_suspended');
    const explanation = ask({ ...given, request: { url: 'https://app.example/x' } });
    expect(explanation.outcome).toBe('passed');
    expect(explanation.notes).toEqual(['The request concerns no tenant, so no tenant policy holds.']);
  });

  test('says what of the description the request does not meet', () => {
    const state = { ...HEALTHY_STATE, exceeded: ['api'], revokedBy: 'user' } as StateDescription;
    expect(ask({ state, asker: 'nobody' }).notes).toEqual([
      'The limit "api" does not hold for this request.',
      'There is no session that could be revoked.',
    ]);
  });
});

describe('the method', () => {
  test('is noted where the runtime answers in place of the gateway', () => {
    expect(ask({ request: { method: 'BREW' } }).notes).toContain(
      'The runtime does not know the method BREW: it answers 501 itself, before the gateway runs.',
    );
    for (const method of ['GET', 'QUERY', 'PROPFIND', 'TRACE']) expect(ask({ request: { method } }).notes).toEqual([]);
  });
});

describe('cookies of the origin', () => {
  test.each<[Partial<CookieRule>, readonly string[]]>([
    [{}, []],
    [{ domain: 'keep' }, ['keep their Domain']],
    [{ httpOnly: { kind: 'only', names: ['a', 'b'] } }, ['are HttpOnly: a, b']],
    [{ httpOnly: { kind: 'allBut', names: [] } }, ['are HttpOnly']],
    [{ httpOnly: { kind: 'allBut', names: ['a'] } }, ['are HttpOnly, but for a']],
    [{ sameSite: 'strict', partitioned: true }, ['are SameSite=Strict or stricter', 'are Partitioned']],
    [{ sameSite: 'lax' }, ['are SameSite=Lax or stricter']],
    [{ sameSite: 'none' }, ['are SameSite=None where the app says nothing']],
    [{ prefixes: [{ name: 'sid', prefix: '__Host-' }] }, ['"sid" is __Host-sid in browsers']],
  ])('with cookies %j', (stated, shown) => {
    const cookies = { ...DEFAULT_COOKIES, ...stated };
    const explanation = ask({ route: { cookies } });
    expect(explanation.cookies).toEqual(cookies);
    const request = { method: 'GET', url: 'https://acme.app.example/x', address: null, nowSeconds: NOW };
    const lines = formatExplanation(explanation, request).split('\n');
    expect(lines.flatMap((line) => (line.startsWith('  cookies  ') ? [line.slice(11)] : []))).toEqual(shown);
  });
});

describe('the session', () => {
  test('has no role that the rules do not declare', () => {
    const explanation = ask({ asker: { ...OWNER, roles: ['root'] } });
    expect(explanation.refusal?.reason).toBe('role_missing');
    expect(explanation.notes).toEqual(['The rules declare no role "root", so it counts for nothing.']);
  });

  test.each([
    [899, 'passed'],
    [900, 'refused'],
  ])('of %d seconds, at a lifetime of 900, is %s', (ageSeconds, outcome) => {
    expect(ask({ asker: { ...OWNER, ageSeconds } }).outcome).toBe(outcome);
  });

  test.each([
    ['nobody', 'session_missing'],
    ['bad cookie', 'session_invalid'],
  ] as const)('of %s is refused: %s', (asker, reason) => {
    expect(refusals(ask({ asker }))).toEqual([`authorize refused roles ${reason}`]);
  });
});
