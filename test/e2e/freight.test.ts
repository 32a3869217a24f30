import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreightBehindGateway, startFreightBehindGateway } from '../support/freight.ts';
import { rawGet, sendRaw } from '../support/raw-http.ts';

/** The walk through the example app in docs/walkthrough.md, against the rules that ship. */

let site: FreightBehindGateway;

beforeAll(async () => {
  site = await startFreightBehindGateway();
});

afterAll(async () => {
  await site?.stop();
});

const STRICT = {
  'strict-transport-security': /max-age=\d+; includeSubDomains/,
  'content-security-policy': /frame-ancestors 'none'/,
  'x-frame-options': /^DENY$/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /./,
  'permissions-policy': /camera=\(\)/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'portcullis-request-id': /^[0-9a-f-]{36}$/,
} as const;

function expectStrict(headers: Headers): void {
  for (const [name, value] of Object.entries(STRICT)) expect(headers.get(name), name).toMatch(value);
}

async function attempt(email: string, password = 'portcullis-demo'): Promise<Response> {
  const tenant = email.split('@')[1]?.split('.')[0];
  return fetch(`${site.gateway.url}/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenant, email, password }),
  });
}

async function signIn(email: string): Promise<string> {
  const response = await attempt(email);
  expect(response.status).toBe(200);
  const cookie = response.headers.getSetCookie().find((value) => value.startsWith('__Host-role='));
  return cookie?.split(';', 1)[0] ?? '';
}

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${site.gateway.url}${path}`, { headers, redirect: 'manual' });
}

test('an anonymous request is refused with a problem and every header, and the app hears nothing', async () => {
  const before = site.freight.requests.length;
  const response = await get('/invoices');
  expect(response.status).toBe(401);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('portcullis-denied')).toBe('session_required');
  expectStrict(response.headers);
  expect(await response.json()).toMatchObject({
    type: 'urn:portcullis:problem:session_required',
    status: 401,
    code: 'session_required',
  });
  expect(site.freight.requests.length).toBe(before);
});

test('after sign-in the page is served, and the app knows tenant and roles from the context', async () => {
  const cookie = await signIn('accounting@acme.example');
  const page = await get('/invoices', { cookie });
  expect(page.status).toBe(200);
  expect(page.headers.get('cache-control')).toBe('private, no-store');
  expectStrict(page.headers);
  expect(await (await get('/api/me', { cookie })).json()).toMatchObject({
    tenant: 'acme',
    user: 'accounting@acme.example',
    roles: ['accounting'],
  });
});

describe('what a client says about itself changes nothing:', () => {
  test.each([
    'Portcullis-Context',
    'portcullis_context',
    'Portcullis.Context',
    'X-Forwarded-For',
    'X_Forwarded_For',
    'CF-Connecting-IP',
    'True-Client-IP',
  ])('%s', async (name) => {
    const cookie = await signIn('driver@acme.example');
    const answer = await sendRaw(
      site.gateway.port,
      rawGet('/api/me', `localhost:${site.gateway.port}`, [
        `Cookie: ${cookie}`,
        `${name}: 203.0.113.66`,
        'Connection: close',
      ]),
    );
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ user: 'driver@acme.example', clientAddress: '127.0.0.1' });
  });
});

test('the wrong role is refused before the app', async () => {
  const cookie = await signIn('accounting@acme.example');
  const before = site.freight.requests.length;
  const response = await get('/drivers', { cookie });
  expect([response.status, response.headers.get('portcullis-denied')]).toEqual([403, 'forbidden']);
  expect(site.freight.requests.length).toBe(before);
});

test("another tenant's host refuses this tenant's session", async () => {
  const cookie = await site.gateway.mint.cookie({ roles: ['accounting'] });
  const before = site.freight.requests.length;
  const answer = await sendRaw(
    site.gateway.port,
    rawGet('/invoices', `globex.localhost:${site.gateway.port}`, [`Cookie: ${cookie}`]),
  );
  expect([answer.status, answer.headers['portcullis-denied']]).toEqual([403, 'forbidden']);
  expect(site.freight.requests.length).toBe(before);
});

test('a payment needs a recent second factor, and says so', async () => {
  const cookie = await signIn('accounting@acme.example');
  const before = site.freight.requests.length;
  const response = await fetch(`${site.gateway.url}/invoices/A-1/pay`, { method: 'POST', headers: { cookie } });
  expect([response.status, response.headers.get('portcullis-denied')]).toEqual([401, 'step_up_required']);
  expect(response.headers.get('www-authenticate')).toContain('error="insufficient_user_authentication"');
  expect(site.freight.requests.length).toBe(before);
});

test('the app refuses everyone who comes past the gate', async () => {
  expect((await fetch(`${site.freight.url}/invoices`)).status).toBe(401);
});

test('when someone leaves, the next request is refused', async () => {
  const cookie = await signIn('owner@globex.example');
  expect((await get('/invoices', { cookie })).status).toBe(200);
  const revoked = await fetch(`${site.gateway.url}/.portcullis/v1/revocations`, {
    method: 'POST',
    headers: { authorization: await site.gateway.mint.admin(), 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: 'globex', user: 'owner@globex.example', reason: 'left the company' }),
  });
  expect(revoked.status).toBe(201);
  const before = site.freight.requests.length;
  expect((await get('/invoices', { cookie })).status).toBe(401);
  expect(site.freight.requests.length).toBe(before);
});

test('the sixth wrong sign-in in a minute is refused; sign-ins that succeed do not count', async () => {
  for (let count = 0; count < 5; count += 1) expect((await attempt('owner@acme.example', 'wrong')).status).toBe(401);
  const before = site.freight.requests.length;
  const sixth = await attempt('owner@acme.example', 'wrong');
  expect([sixth.status, sixth.headers.get('portcullis-denied')]).toEqual([429, 'rate_limited']);
  expect(sixth.headers.get('ratelimit-policy')).toBe('"sign-in";q=5;w=60');
  expect(sixth.headers.get('ratelimit')).toMatch(/^"sign-in";r=0;t=\d+$/);
  // A minute's quota: never at once, and never later than with the minute.
  const seconds = Number(sixth.headers.get('retry-after'));
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual(61);
  expect(site.freight.requests.length).toBe(before);
});
