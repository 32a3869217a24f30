import { decodeJwt } from 'jose';
import { describe, expect, it } from 'vitest';
import { currentCode } from '../../examples/freight/src/accounts/second-factor.ts';
import { freightClientOfFile } from './freight-client.ts';

const client = await freightClientOfFile();

const GOOD = { tenant: 'acme', email: 'owner@acme.example', password: 'portcullis-demo' };
const signIn = (fields: object, init: { claims?: object } = {}) =>
  client.ask('POST', '/sign-in', null, { body: new URLSearchParams(Object.entries(fields)), ...init });
const signInJson = (body: object) =>
  client.ask('POST', '/sign-in', null, { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const grantOf = (response: Response) => response.headers.get('portcullis-session');

describe('signing in', () => {
  it('answers a form with a grant and the way on', async () => {
    const response = await signIn(GOOD, { claims: { jti: 'request-1' } });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(decodeJwt(grantOf(response) ?? '')).toMatchObject({
      iss: 'freight',
      aud: 'freight-edge',
      jti: 'request-1',
      sub: 'owner@acme.example',
      tid: 'acme',
      roles: ['owner'],
      amr: ['pwd'],
    });
  });

  it('answers JSON with JSON', async () => {
    const response = await signInJson({ ...GOOD, email: 'DRIVER@acme.example' });
    expect([response.status, await response.json()]).toEqual([
      200,
      { tenant: 'acme', user: 'driver@acme.example', roles: ['driver'] },
    ]);
    expect(decodeJwt(grantOf(response) ?? '')).toMatchObject({ sub: 'driver@acme.example', roles: ['driver'] });
  });

  it('takes the tenant from the host', async () => {
    const { tenant: _tenant, ...rest } = GOOD;
    expect((await signIn(rest, { claims: { tid: 'acme' } })).status).toBe(303);
    expect((await signIn(rest, { claims: { tid: 'globex' } })).status).toBe(401);
    expect((await signIn(rest)).status).toBe(400);
  });

  it("refuses a tenant that is not the host's", async () => {
    const response = await signIn(GOOD, { claims: { tid: 'globex' } });
    expect([response.status, grantOf(response)]).toEqual([400, null]);
  });

  it.each([
    ['a wrong password', { password: 'portcullis' }],
    ['an unknown user', { email: 'nobody@acme.example' }],
    ["another company's user", { email: 'owner@globex.example' }],
    ['an unknown company', { tenant: 'initech' }],
    ['a wrong code', { code: '000000' }],
  ])('refuses %s without saying which part is wrong', async (_what, changes) => {
    const form = await signIn({ ...GOOD, ...changes });
    const text = await form.text();
    expect([form.status, grantOf(form)]).toEqual([401, null]);
    expect(text).toContain('role="alert">Company, e-mail, password or code is wrong');
    expect(text).toContain('aria-describedby="sign-in-error"');
    expect(text).not.toContain('value="portcullis');
    const json = await signInJson({ ...GOOD, ...changes });
    expect([json.status, await json.json(), grantOf(json)]).toMatchObject([401, { code: 'sign_in_failed' }, null]);
  });

  it.each([
    ['no e-mail', { email: '' }],
    ['no password', { password: '' }],
    ['an endless password', { password: 'x'.repeat(257) }],
    ['a code of letters', { code: 'abcdef' }],
    ['a control character', { email: 'owner@acme.example\u0000' }],
  ])('refuses %s as bad input', async (_what, changes) => {
    const response = await signIn({ ...GOOD, ...changes });
    expect([response.status, grantOf(response)]).toEqual([400, null]);
  });

  it('refuses bodies that are not fields, or too large', async () => {
    expect((await signInJson([])).status).toBe(400);
    expect(
      (await client.ask('POST', '/sign-in', null, { body: 'x', headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(400);
    expect((await signIn({ ...GOOD, next: 'x'.repeat(20_000) })).status).toBe(413);
  });
});

describe('the second factor', () => {
  it('counts once', async () => {
    const code = currentCode(GOOD.email, client.now());
    const response = await signIn({ ...GOOD, code });
    expect(response.status).toBe(303);
    expect(decodeJwt(grantOf(response) ?? '')).toMatchObject({ amr: ['pwd', 'otp'] });
    expect((await signIn({ ...GOOD, code })).status).toBe(401);
  });

  it("belongs to one user, and is not used up by another's attempt", async () => {
    const email = 'dispatcher@acme.example';
    const code = currentCode(email, client.now());
    expect((await signIn({ ...GOOD, code })).status).toBe(401);
    expect((await signIn({ ...GOOD, email, password: 'wrong', code })).status).toBe(401);
    expect((await signIn({ ...GOOD, email, code })).status).toBe(303);
  });

  it('is good one step early or late, and no more', async () => {
    const email = 'accounting@acme.example';
    const codeAt = (steps: number) => currentCode(email, client.now() + steps * 30_000);
    for (const [steps, status] of [
      [-2, 401],
      [2, 401],
      [-1, 303],
      [1, 303],
      [1, 401],
    ] as const)
      expect([steps, (await signIn({ ...GOOD, email, code: codeAt(steps) })).status]).toEqual([steps, status]);
    client.advance(90);
    expect((await signIn({ ...GOOD, email, code: codeAt(0) })).status).toBe(303);
  });
});

describe('where to go next', () => {
  it.each(['/loads', '/loads?page=2&a=b', '/loads#top', '/a%2f%2fb'])('stays on %s', async (next) => {
    expect((await signIn({ ...GOOD, next })).headers.get('location')).toBe(next);
  });

  it.each([
    ...[
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
    ],
    ...[
      'https://evil.example/',
      'javascript:alert(1)',
      'evil.example',
      '/.//evil.example',
      '/a/..//evil.example',
      '',
      ' /loads',
    ],
    ...['/%2e//evil.example', '/a\\b', '/a\r\nSet-Cookie: x=y'],
  ])('never follows %j', async (next) => {
    expect((await signIn({ ...GOOD, next })).headers.get('location')).toBe('/');
    const page = await (await client.ask('GET', `/sign-in?next=${encodeURIComponent(next)}`, null)).text();
    expect(page).toContain('name="next" value="/"');
  });

  it('is kept by the sign-in page, also for those who must confirm', async () => {
    const page = await (await client.ask('GET', '/sign-in?next=/invoices', { tenant: 'acme', role: 'owner' })).text();
    for (const part of [
      'value="/invoices"',
      'Confirm that it is you',
      'value="owner@acme.example"',
      'portcullis-demo',
      'npm run code',
    ])
      expect(page).toContain(part);
  });
});

describe('signing out', () => {
  it('ends the session', async () => {
    const response = await client.ask('POST', '/sign-out', { tenant: 'acme', role: 'owner' });
    expect([response.status, response.headers.get('location'), grantOf(response)]).toEqual([303, '/sign-in', 'end']);
  });

  it('is the only way to end one', async () => {
    for (const path of ['/', '/sign-in', '/loads'])
      expect(grantOf(await client.ask('GET', path, { tenant: 'acme', role: 'owner' }))).toBeNull();
  });
});
