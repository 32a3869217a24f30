import { createHash } from 'node:crypto';
import { type Refusal, refuse } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { GATEWAY_HEADERS } from '../../../worker/core/headers/gateway-headers.ts';
import { EN } from '../../../worker/core/pages/texts/index.ts';
import {
  type RefusalPageRequest,
  type RefusalRequest,
  refusalResponse,
} from '../../../worker/core/refusals/refusal-response.ts';
import { signInHref } from '../../../worker/core/tokens/sign-in-link.ts';

const SECRET_DETAIL = 'list office of tenant globex';

function answer(refusal: Refusal, changes: Partial<RefusalRequest> = {}): Response {
  const request = { requestId: 'r-1', gateway: 'acme-edge', takesBasic: false, page: null, withBody: true };
  return refusalResponse(refusal, { ...request, httpsUrl: 'https://a.example/x?y', ...changes });
}

const NO_WAYS = { signInHref: null, homeHref: '/', backHref: null, upHref: null, canAskAgain: false };
const PAGE: RefusalPageRequest = { texts: EN, brand: null, toMember: false, nonce: 'bm9uY2U=', ways: NO_WAYS };

function pageOf(refusal: Refusal, changes: Partial<RefusalPageRequest> = {}): Promise<string> {
  return answer(refusal, { page: { ...PAGE, ...changes } }).text();
}

describe('for programs', () => {
  test('a problem document with the public code alone', async () => {
    const response = answer(refuse('address_not_listed', 'rules.yaml:7', { detail: SECRET_DETAIL }));
    expect(response.status).toBe(403);
    expect(Object.fromEntries(response.headers)).toEqual({
      'portcullis-denied': 'forbidden',
      'cache-control': 'no-store',
      'content-type': 'application/problem+json',
    });
    expect(await response.json()).toEqual({
      type: 'urn:portcullis:problem:forbidden',
      title: EN.pages.forbidden.title,
      status: 403,
      code: 'forbidden',
      requestId: 'r-1',
    });
  });

  test('what to correct, where the refusal says so for the client', async () => {
    const body = await answer(refuse('admin_body_invalid', null, { publicDetail: 'Send a reason.' })).json();
    expect(body).toMatchObject({ status: 400, detail: 'Send a reason.' });
  });
});

describe('for people', () => {
  test('a page with the request id, and nothing of the rules', async () => {
    const response = answer(refuse('role_missing', 'rules.yaml:7', { detail: SECRET_DETAIL }), { page: PAGE });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-language': 'en',
      vary: 'Accept-Language',
    });
    const page = await response.text();
    expect(page).toContain('r-1');
    expect(page).toContain('<html lang="en" dir="ltr">');
    expect(page).not.toMatch(/rules\.yaml|globex|office/);
  });

  const HOME = '<a href="/">Go to the start page</a>';
  const UP = '<a href="/invoices">Up one level</a>';
  const AGAIN = '<a href="">Try again</a>';
  const CONFIRM = '<a href="/sign-in?next=%2F">Confirm it is you</a>';
  const SIGN_IN = '<a href="/sign-in?next=%2F">Sign in</a>';
  const STEP_UP = { requiredSignIn: { withinSeconds: 900, methods: ['otp'] } };
  const AGAIN_IN = '<a href="/sign-in?next=%2F">Sign in again</a>';
  const RECENT = { requiredSignIn: { withinSeconds: 900, methods: ['pwd'] } };
  const FACTOR = { requiredSignIn: { withinSeconds: null, methods: ['otp'] } } as const;
  const WAIT = { detail: 'x', retryAfterSeconds: 42 };
  const ways = { ...NO_WAYS, signInHref: '/sign-in?next=%2F', upHref: '/invoices', canAskAgain: true };
  test.each<[Refusal, string[]]>([
    [refuse('session_missing'), [SIGN_IN]],
    [refuse('authentication_too_old', null, STEP_UP), [CONFIRM, HOME]],
    [refuse('authentication_too_old', null, RECENT), [AGAIN_IN, HOME]],
    [refuse('tenant_requires_mfa', null, FACTOR), [CONFIRM, HOME]],
    [refuse('role_missing', null, { detail: 'owner' }), [HOME, UP]],
    [refuse('no_route'), [HOME, UP]],
    [refuse('method_not_allowed', null, { allow: ['GET'] }), [HOME, UP]],
    [refuse('malformed_path', null, { detail: 'dot segment' }), [HOME, UP]],
    [refuse('limit_exceeded', null, WAIT), [AGAIN, HOME]],
    [refuse('origin_unreachable'), [AGAIN, HOME]],
    [refuse('origin_timeout'), [AGAIN, HOME]],
    [refuse('state_unavailable', null, WAIT), [AGAIN, HOME]],
    [refuse('unknown_host'), []],
  ])('$0.reason: %j', async (refusal, links) => {
    const page = await pageOf(refusal, { ways });
    expect(page.match(/<a .*?<\/a>/g) ?? []).toEqual(links);
  });

  test('home alone, where there is no page to sign in, no level above, or a form to send again', async () => {
    const refusals = [refuse('session_missing'), refuse('no_route'), refuse('origin_timeout')];
    for (const refusal of refusals) expect((await pageOf(refusal)).match(/<a .*?<\/a>/g)).toEqual([HOME]);
  });

  test.each<Refusal>([
    refuse('limit_exceeded', null, WAIT),
    refuse('flood', null, WAIT),
    refuse('state_unavailable', null, WAIT),
    refuse('config_invalid', null, WAIT),
  ])('$reason says how long to wait', async (refusal) => {
    expect(await pageOf(refusal)).toContain(
      '<span>Please try again in 42 seconds.</span><span>You can try again now.</span>',
    );
  });

  test('a suspended tenant is told to its members alone', async () => {
    const suspended = refuse('tenant_suspended');
    const told = await pageOf(suspended, { toMember: true, ways });
    expect(told).toContain('<h1>Your organization’s access is suspended</h1>');
    expect(told).not.toContain('href=');
    expect(await pageOf(suspended, { ways })).toBe(await pageOf(refuse('tenant_missing'), { ways }));
    const ofTheHeaders = (toMember: boolean) => [...answer(suspended, { page: { ...PAGE, toMember } }).headers];
    expect(ofTheHeaders(true)).toEqual(ofTheHeaders(false));
  });

  test('a link that no path can break out of', () => {
    const href = signInHref('/sign-in', '/a"b\'><script>&?x=é#\u0000//evil');
    expect(href).toMatch(/^\/sign-in\?next=[A-Za-z0-9%._~!*()-]*$/);
    expect(decodeURIComponent(href.slice('/sign-in?next='.length))).toBe('/a"b\'><script>&?x=é#\u0000//evil');
  });

  test('a style sheet that the policy of the page allows by its hash, and nothing else', async () => {
    const page = await pageOf(refuse('no_route'));
    const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, style]) => style ?? '');
    expect(styles.length).toBe(1);
    const hash = createHash('sha256')
      .update(styles[0] ?? '')
      .digest('base64');
    const policy = GATEWAY_HEADERS.find(([name]) => name === 'content-security-policy')?.[1];
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(page).not.toMatch(/<script|style=|\son[a-z]+=/i);
  });
});

test.each([PAGE, null])('no body where none may be sent (page: %j)', async (page) => {
  expect(await answer(refuse('no_route'), { page, withBody: false }).text()).toBe('');
});

describe('fields', () => {
  const field = (refusal: Refusal, name: string) => answer(refusal).headers.get(name);

  test('when to come back', () => {
    expect(field(refuse('limit_exceeded', null, { detail: 'api', retryAfterSeconds: 17 }), 'retry-after')).toBe('17');
    expect(field(refuse('no_route'), 'retry-after')).toBeNull();
  });

  test('which methods there are', () => {
    expect(field(refuse('method_not_allowed', null, { allow: ['GET', 'HEAD'] }), 'allow')).toBe('GET, HEAD');
  });

  test('a challenge on every 401 and on no other answer', () => {
    expect(field(refuse('session_missing'), 'www-authenticate')).toBe('Bearer realm="acme-edge"');
    expect(answer(refuse('session_missing'), { takesBasic: true }).headers.get('www-authenticate')).toBe(
      'Basic realm="acme-edge", Bearer realm="acme-edge"',
    );
    expect(answer(refuse('session_missing'), { gateway: null }).headers.get('www-authenticate')).toBe(
      'Bearer realm="portcullis"',
    );
    expect(field(refuse('role_missing', null, { detail: 'owner' }), 'www-authenticate')).toBeNull();
  });

  test.each([
    [900, ['otp', 'hwk'], ', acr_values="otp hwk", max_age="900"'],
    [900, [], ', max_age="900"'],
    [null, ['otp'], ', acr_values="otp"'],
  ])('what step-up asks for: %s s, %j', (withinSeconds, methods, rest) => {
    const refusal =
      withinSeconds === null
        ? refuse('tenant_requires_mfa', null, { requiredSignIn: { withinSeconds, methods } })
        : refuse('authentication_too_old', null, { requiredSignIn: { withinSeconds, methods } });
    expect(field(refusal, 'www-authenticate')).toBe(
      `Bearer realm="acme-edge", error="insufficient_user_authentication"${rest}`,
    );
  });
});
