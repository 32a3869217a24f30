import { createHash } from 'node:crypto';
import { type Refusal, refuse } from '@portcullis/rules/engine';
import { describe, expect, test } from 'vitest';
import { GATEWAY_HEADERS } from '../../../worker/core/headers/gateway-headers.ts';
import { type RefusalRequest, refusalResponse } from '../../../worker/core/refusals/refusal-response.ts';
import { REFUSAL_TEXT, waitText } from '../../../worker/core/refusals/refusal-text.ts';
import { signInHref } from '../../../worker/core/tokens/sign-in-link.ts';

const SECRET_DETAIL = 'list office of tenant globex';

function answer(refusal: Refusal, changes: Partial<RefusalRequest> = {}): Response {
  const request = { requestId: 'r-1', gateway: 'acme-edge', wantsPage: false, withBody: true };
  const links = { signInHref: null, httpsUrl: 'https://a.example/x?y' };
  return refusalResponse(refusal, { ...request, ...links, ...changes });
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
      title: REFUSAL_TEXT.forbidden.title,
      status: 403,
      code: 'forbidden',
      requestId: 'r-1',
    });
  });

  test('what to mend, where the refusal says so for the client', async () => {
    const body = await answer(refuse('admin_body_invalid', null, { publicDetail: 'Send a reason.' })).json();
    expect(body).toMatchObject({ status: 400, detail: 'Send a reason.' });
  });
});

describe('for people', () => {
  test('a page with the request id, and nothing of the rules', async () => {
    const response = answer(refuse('role_missing', 'rules.yaml:7', { detail: SECRET_DETAIL }), { wantsPage: true });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).toContain('r-1');
    expect(page).toContain('<html lang="en">');
    expect(page).not.toMatch(/rules\.yaml|globex|office/);
  });

  const HOME = '<a class="button" href="/">Go to the start page</a>';
  const STEP_UP = { requiredSignIn: { withinSeconds: 900, methods: ['otp'] } };
  test.each<[Refusal, string]>([
    [refuse('session_missing'), '<a class="button" href="/sign-in?next=%2F">Sign in</a>'],
    [
      refuse('authentication_too_old', null, STEP_UP),
      '<a class="button" href="/sign-in?next=%2F">Confirm your identity</a>',
    ],
    [
      refuse('tenant_requires_mfa', null, { requiredSignIn: { withinSeconds: null, methods: ['otp'] } }),
      '<a class="button" href="/sign-in?next=%2F">Confirm your identity</a>',
    ],
    [refuse('role_missing', null, { detail: 'owner' }), HOME],
    [refuse('no_route'), HOME],
    [refuse('limit_exceeded', null, { detail: 'api', retryAfterSeconds: 1 }), HOME],
    [refuse('origin_unreachable'), HOME],
    [refuse('origin_timeout'), HOME],
    [refuse('state_unavailable', null, { detail: 'away', retryAfterSeconds: 5 }), HOME],
    [refuse('method_not_allowed', null, { allow: ['GET'] }), HOME],
    [refuse('malformed_path', null, { detail: 'dot segment' }), HOME],
  ])('$0.reason: one link, $1', async (refusal, link) => {
    const page = await answer(refusal, { wantsPage: true, signInHref: '/sign-in?next=%2F' }).text();
    expect(page.match(/<a .*?<\/a>/g)).toEqual([link]);
  });

  test('home, where there is no page to sign in; nothing on a host that is not known', async () => {
    expect(await answer(refuse('session_missing'), { wantsPage: true }).text()).toContain(HOME);
    expect(await answer(refuse('unknown_host'), { wantsPage: true }).text()).not.toContain('href=');
  });

  const WAIT = { detail: 'x', retryAfterSeconds: 42 };
  test.each<Refusal>([
    refuse('limit_exceeded', null, WAIT),
    refuse('flood', null, WAIT),
    refuse('state_unavailable', null, WAIT),
    refuse('config_invalid', null, WAIT),
  ])('$reason says how long to wait', async (refusal) => {
    const page = await answer(refusal, { wantsPage: true }).text();
    expect(page).toContain('<p>Try again in 42 seconds.</p>');
  });

  test.each([
    [0, '1 second'],
    [1, '1 second'],
    [1.2, '2 seconds'],
    [120, '120 seconds'],
    [121, '3 minutes'],
    [7200, '120 minutes'],
    [7201, '3 hours'],
  ])('%d seconds are %s, never less', (seconds, text) => expect(waitText(seconds)).toBe(`Try again in ${text}.`));

  test('a link that no path can break out of', () => {
    const href = signInHref('/sign-in', '/a"b\'><script>&?x=é#\u0000//evil');
    expect(href).toMatch(/^\/sign-in\?next=[A-Za-z0-9%._~!*()-]*$/);
    expect(decodeURIComponent(href.slice('/sign-in?next='.length))).toBe('/a"b\'><script>&?x=é#\u0000//evil');
  });

  test('a style sheet that the policy of the page allows by its hash, and nothing else', async () => {
    const page = await answer(refuse('no_route'), { wantsPage: true }).text();
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

test.each([true, false])('no body where none may be sent (page: %s)', async (wantsPage) => {
  expect(await answer(refuse('no_route'), { wantsPage, withBody: false }).text()).toBe('');
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
