import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { ofFile } from '../../support/of-file.ts';
import type { RealProvider } from '../../support/real-provider.ts';
import { startTenantGate, type Tenant } from '../../support/tenant-gate.ts';

const gate = ofFile(await startTenantGate(), (each) => each[Symbol.asyncDispose]());
const { gateway, origin, idps, url, urlOf, documentOf, put } = gate;
let browser: Browser;

beforeEach(async () => {
  for (const tenant of ['acme', 'globex'] as const) {
    const idp = idps[tenant];
    Object.assign(idp.person, { sub: '00u1', claims: { groups: ['Readers'] }, acr: undefined, amr: undefined });
    idp.intercept = null;
    expect((await put(tenant, documentOf(idp))).status).toBe(200);
    idp.asked.length = 0;
  }
  browser = new Browser();
  origin.seen.length = 0;
});

const cookieAt = (tenant: Tenant): string | undefined =>
  browser.cookies.get(new URL(urlOf(tenant)).host)?.get('__Host-role');
const isCallback = (address: string): boolean => address.includes('/callback');
const open = (tenant: string, path = '/') => browser.open(`${urlOf(tenant)}${path}`);

describe('two tenants with a provider each', () => {
  test('send their people to their own, and people of one name are two', async () => {
    const users: unknown[] = [];
    for (const tenant of ['acme', 'globex'] as const) {
      const { reply, hops } = await open(tenant, '/report?a=1');
      expect([reply.status, hops[1]]).toEqual([
        200,
        `${urlOf(tenant)}/.portcullis/sign-in/tenant.${tenant}?return=%2Freport%3Fa%3D1`,
      ]);
      expect(hops.filter((hop) => hop.startsWith(idps[tenant].issuer))).not.toEqual([]);
      const context = await contextOf(gateway, origin.seen.at(-1));
      expect(context).toMatchObject({ tid: tenant, roles: ['reader'], sub: `${idps[tenant].issuer}#00u1` });
      users.push(context['sub']);
    }
    expect(new Set(users).size).toBe(2);
    expect(idps.acme.asked.length).toBeGreaterThan(0);
  });

  test('cannot speak for the other, by any claim', async () => {
    idps.acme.person.claims = { groups: ['Readers'], tid: 'globex', tenant: 'globex', hd: 'globex.example' };
    await open('acme');
    expect(decodeJwt(cookieAt('acme') ?? '')).toMatchObject({ tid: 'acme' });
    // Nor does the session count at the other's host.
    origin.seen.length = 0;
    const cookie = `__Host-role=${cookieAt('acme')}`;
    expectRefusal(await new Browser().ask(`${urlOf('globex')}/`, { cookie }), 403, 'forbidden');
    expect(origin.seen).toEqual([]);
  });

  test('are not reached at the host of the other', async () => {
    for (const path of ['/.portcullis/sign-in/tenant.acme', '/.portcullis/sign-in/tenant.acme/callback?state=x&code=y'])
      expectRefusal((await open('globex', path)).reply, 404, 'no_route', path);
    expect([idps.acme.asked, origin.seen]).toEqual([[], []]);
  });

  test('an answer for one is none at the callback of the other', async () => {
    const start = await browser.open(`${urlOf('acme')}/`, { until: isCallback });
    const callback = start.hops.at(-1) ?? '';
    for (const to of [
      callback.replace('tenant.acme', 'tenant.globex').replace('acme.localhost', 'globex.localhost'),
      callback.replace('acme.localhost', 'localhost').replace('tenant.acme', 'tenant.globex'),
      callback.replace('acme.localhost', 'localhost'),
    ])
      expectRefusal((await browser.open(to)).reply, 400, 'malformed_request', to);
    expect([cookieAt('acme'), cookieAt('globex'), origin.seen]).toEqual([undefined, undefined, []]);
  });
});

describe('a provider that lies', () => {
  /** Its discovery document, with what it says falsely. */
  const says = (idp: RealProvider, lie: object) => {
    idp.intercept = (request, response) => {
      if (request.url !== '/.well-known/openid-configuration') return false;
      const { issuer } = idp;
      const places = {
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
      };
      response.end(JSON.stringify({ issuer, ...places, ...lie }));
      return true;
    };
  };

  test('about its issuer gives no session', async () => {
    await using other = await startTenantGate();
    says(other.idps.acme, { issuer: idps.globex.issuer });
    const answer = await other.put('acme', other.documentOf(other.idps.acme));
    expectRefusal(answer, 400, 'malformed_request');
    expect(answer.text).toContain('names an issuer that the rules do not name');
    expect((await other.put('acme', other.documentOf(other.idps.acme), '?force=true')).status).toBe(200);
    expectRefusal((await new Browser().open(`${other.urlOf('acme')}/`)).reply, 503, 'unavailable');
    expect(other.origin.seen).toEqual([]);
  });

  test.each(['token_endpoint', 'jwks_uri', 'authorization_endpoint'])(
    'about the place of its %s makes the gateway ask no one',
    async (name) => {
      await using other = await startTenantGate();
      const { acme, globex } = other.idps;
      says(acme, { [name]: `http://localhost:${globex.port}/inside` });
      const answer = await other.put('acme', other.documentOf(acme));
      expectRefusal(answer, 400, 'malformed_request');
      expect(answer.text).toContain(`\\"${name}\\" at a place that the rules do not allow`);
      await other.put('acme', other.documentOf(acme), '?force=true');
      expectRefusal((await new Browser().open(`${other.urlOf('acme')}/`)).reply, 503, 'unavailable');
      expect([globex.asked, other.origin.seen]).toEqual([[], []]);
    },
  );
});

describe('at a host without a tenant', () => {
  test('an address of the tenant leads to its provider; without one, no one is led anywhere', async () => {
    expectRefusal((await browser.open(`${url}/`)).reply, 401, 'session_required');
    const { reply, url: at } = await browser.open(`${url}/.portcullis/sign-in/tenant.acme?return=/x`);
    expect([reply.status, at]).toEqual([200, `${url}/x`]);
    expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ tid: 'acme' });
    // Who is signed in is of a tenant: a page that wants more knows which provider to ask.
    browser.cookies.get(new URL(url).host)?.delete('__Host-signin-lately');
    const more = await browser.open(`${url}/fresh`, { until: (hop) => hop.startsWith(idps.acme.issuer) });
    expect(more.hops[1]).toContain('/.portcullis/sign-in/tenant.acme?return=%2Ffresh&within=900');
  });

  test.each(['tenant', 'tenant.ACME', 'tenant.unknown', 'tenant.acme.globex', 'acme'])(
    'no other name is one: %s',
    async (id) => {
      expectRefusal((await browser.open(`${url}/.portcullis/sign-in/${id}`)).reply, 404, 'no_route');
      expect(origin.seen).toEqual([]);
    },
  );
});

test('a second factor counts only as far as document and rules both say', async () => {
  Object.assign(idps.acme.person, { amr: ['otp'], acr: 'urn:okta:loa:2fa:any' });
  await open('acme');
  expect(decodeJwt(cookieAt('acme') ?? '')['amr']).toEqual([]);
  await put('acme', documentOf(idps.acme, { stepUp: { amr: ['otp'] } }));
  browser = new Browser();
  await open('acme');
  expect(decodeJwt(cookieAt('acme') ?? '')['amr']).toEqual(['mfa', 'otp']);
});

test('a claim that everyone must have keeps others out', async () => {
  await put('acme', documentOf(idps.acme, { require: { claim: 'hd', is: 'acme.example' } }));
  const { reply } = await open('acme');
  expectRefusal(reply, 403, 'forbidden');
  expect(origin.seen).toEqual([]);
  idps.acme.person.claims = { groups: ['Readers'], hd: 'acme.example' };
  expect((await open('acme')).reply.status).toBe(200);
});

test("back-channel logout of one tenant ends its own person, not the other tenant's of the same name", async () => {
  await open('acme');
  await browser.open(`${urlOf('globex')}/`);
  // The provider signs the person out, and says so to the gateway.
  const end = `${idps.acme.issuer}/session/end`;
  const page = await browser.open(end);
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.reply.text)?.[1] ?? '';
  await browser.ask(`${end}/confirm`, {}, 'POST', `xsrf=${xsrf}&logout=yes`);
  await expect.poll(async () => (await browser.ask(`${urlOf('acme')}/`)).status).toBe(401);
  expect((await browser.ask(`${urlOf('globex')}/`)).status).toBe(200);
});
