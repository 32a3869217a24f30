import { decodeJwt } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { admin } from '../../support/admin.ts';
import { Browser } from '../../support/browser.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { ofFile } from '../../support/of-file.ts';
import { startTenantGate, type Tenant } from '../../support/tenant-gate.ts';

const gate = ofFile(await startTenantGate(), (each) => each[Symbol.asyncDispose]());
const { gateway, origin, idps, urlOf, documentOf, put } = gate;
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

describe('the document', () => {
  test('is shown without the secret, which is in no event either', async () => {
    const shown = await admin(gateway, 'GET', 'tenants/acme/identity');
    expect(JSON.parse(shown.text)).toEqual({
      tenant: 'acme',
      identity: {
        ...documentOf(idps.acme),
        client: { id: 'gate' },
        user: 'sub',
        require: null,
        stepUp: null,
      },
      since: expect.stringMatching(/^2\d{3}-/),
      signIn: '/.portcullis/sign-in/tenant.acme',
      callback: '/.portcullis/sign-in/tenant.acme/callback',
    });
    const said = JSON.stringify(gateway.events) + gateway.output.join('\n');
    expect(said).not.toContain(idps.acme.client.secret);
    // What is shown can be sent again as it is.
    const { identity } = JSON.parse(shown.text);
    const again = await put('acme', identity);
    expect([again.status, JSON.parse(again.text).since]).toEqual([200, JSON.parse(shown.text).since]);
    expect((await open('acme')).reply.status).toBe(200);
  });

  test.each<[string, object, string]>([
    ['another issuer', { issuer: 'https://evil.example' }, '"issuer" is none that the rules allow'],
    ['an issuer without https', { issuer: 'http://idp.example' }, '"issuer" is not an https URL'],
    ['an address', { issuer: 'https://10.0.0.1' }, '"issuer" is not an https URL of a public host'],
    ['an address in hex', { issuer: 'https://0x7f000001' }, '"issuer" is not an https URL of a public host'],
    ['a name of the inside', { issuer: 'https://metadata.google.internal' }, '"issuer" is not an https URL'],
    ['a role of others', { roles: [{ anyone: true, grant: ['admin'] }] }, '"roles[0].grant[0]" is none of the roles'],
    ['no role', { roles: [] }, '"roles" is not a list of 1 to 100'],
    ['two kinds of people', { roles: [{ anyone: true, group: 'x', grant: ['reader'] }] }, '"roles[0]" needs one of'],
    ['a proof of others', { stepUp: { amr: ['sms'] } }, '"stepUp.amr[0]" is none of the values'],
    ['a member that is not known', { tenant: 'globex' }, '"tenant" is unknown'],
    ['a tenant by a claim', { require: { claim: 'tid', in: ['globex'] } }, '"require.in" is unknown'],
    ['a secret of one character', { client: { id: 'gate', secret: 'x' } }, '"client.secret" is missing'],
    ['no secret for another client', { client: { id: 'other' } }, '"client.secret" is missing'],
    ['nothing', { roles: undefined }, '"roles" is not a list'],
  ])('that names %s is refused, and nothing changes', async (_what, changes, problem) => {
    const answer = await put('acme', documentOf(idps.acme, changes));
    expectRefusal(answer, 400, 'malformed_request');
    expect(JSON.parse(answer.text).detail).toContain(problem);
    expect(answer.text).not.toContain(idps.acme.client.secret);
    expect((await open('acme')).reply.status).toBe(200);
  });

  test.each([
    ['too long', `{"issuer":"${'x'.repeat(40_000)}"}`],
    ['not JSON', '{'],
    ['a list', '[]'],
  ])('that is %s is refused', async (_what, body) => {
    expectRefusal(await admin(gateway, 'PUT', 'tenants/acme/identity', body), 400, 'malformed_request');
  });

  test('is for operators with its scope, and for the tenant of their token', async () => {
    const ask = (claims: Readonly<Record<string, unknown>>) =>
      admin(gateway, 'GET', 'tenants/acme/identity', undefined, { claims });
    expectRefusal(await ask({ scope: 'tenant-policy tokens revoke' }), 403, 'forbidden');
    expectRefusal(await ask({ tid: 'globex' }), 403, 'forbidden');
    expect((await ask({ scope: 'tenant-identity', tid: 'acme' })).status).toBe(200);
    const reply = await admin(gateway, 'PUT', 'tenants/acme/identity', documentOf(idps.acme), {
      claims: { iss: 'app', scope: 'tenant-identity' },
      keys: 'ORIGIN_APP_KEYS',
    });
    expectRefusal(reply, 403, 'forbidden');
  });

  test('names what changed in the event of the call', async () => {
    const answer = await put('acme', documentOf(idps.acme, { roles: [{ anyone: true, grant: ['reader'] }] }));
    const event = await gateway.eventOf(answer.header('portcullis-request-id'));
    expect(event['notes']).toContain('tenant_identity:acme:roles');
  });
});

describe('a change', () => {
  test('of the roles ends the sessions that came by it, and no others', async () => {
    await open('acme');
    await browser.open(`${urlOf('globex')}/`);
    const answer = await put('acme', documentOf(idps.acme, { roles: [{ group: 'Readers', grant: ['owner'] }] }));
    expect(JSON.parse(answer.text).ended).toEqual({ people: expect.any(Number), next: null });
    origin.seen.length = 0;
    const reply = await browser.ask(`${urlOf('acme')}/`);
    expectRefusal(reply, 401, 'session_required');
    expect(origin.seen).toEqual([]);
    expect((await browser.ask(`${urlOf('globex')}/`)).status).toBe(200);
    browser = new Browser();
    await open('acme');
    expect(decodeJwt(cookieAt('acme') ?? '')).toMatchObject({ roles: ['owner'] });
  });

  test('of the secret alone ends nothing, and the next sign-in is by the new one', async () => {
    await open('acme');
    const document = documentOf(idps.acme, { client: { id: 'gate', secret: 'another-secret' } });
    expect((await put('acme', document)).status).toBe(200);
    expect((await browser.ask(`${urlOf('acme')}/`)).status).toBe(200);
    expectRefusal((await new Browser().open(`${urlOf('acme')}/`)).reply, 503, 'unavailable');
  });

  test('of the issuer in the middle of a sign-in: the code goes to neither', async () => {
    const start = await browser.open(`${urlOf('acme')}/`, { until: isCallback });
    await put('acme', documentOf(idps.globex));
    for (const idp of Object.values(idps)) idp.asked.length = 0;
    expectRefusal((await browser.open(start.hops.at(-1) ?? '')).reply, 400, 'malformed_request');
    expect([idps.acme.asked, idps.globex.asked, cookieAt('acme'), origin.seen]).toEqual([[], [], undefined, []]);
  });

  test('while the provider answers: what it answers is over', async () => {
    const start = await browser.open(`${urlOf('acme')}/`, { until: isCallback });
    idps.acme.intercept = async (request) => {
      if (request.url !== '/token') return false;
      idps.acme.intercept = null;
      await put('acme', documentOf(idps.acme, { roles: [{ anyone: true, grant: ['owner'] }] }));
      return false;
    };
    const { reply } = await browser.open(start.hops.at(-1) ?? '');
    expectRefusal(reply, 401, 'session_required');
    expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({ detail: 'while signing in' });
    expect([cookieAt('acme'), origin.seen]).toEqual([undefined, []]);
  });
});

describe('a change that another one overtakes while its provider is asked', () => {
  test.each([
    ['no document', null],
    ['a document', [{ anyone: true, grant: ['reader'] }]],
  ])('where there was %s is refused, overrules nothing, and may be made again', async (_what, roles) => {
    await using other = await startTenantGate();
    const { acme, globex } = other.idps;
    if (roles !== null) expect((await other.put('acme', other.documentOf(globex, { roles }))).status).toBe(200);
    let second = 0;
    acme.intercept = async (request) => {
      if (request.url !== '/.well-known/openid-configuration') return false;
      acme.intercept = null;
      second = (await other.put('acme', other.documentOf(globex))).status;
      return false;
    };
    const first = await other.put('acme', other.documentOf(acme));
    expectRefusal(first, 503, 'unavailable');
    expect([second, first.header('retry-after')]).toEqual([200, '1']);
    const shown = async () => JSON.parse((await admin(other.gateway, 'GET', 'tenants/acme/identity')).text).identity;
    expect(await shown()).toMatchObject({ issuer: globex.issuer, roles: other.documentOf(globex)['roles'] });
    expect((await other.put('acme', other.documentOf(acme))).status).toBe(200);
    expect(await shown()).toMatchObject({ issuer: acme.issuer });
    expect(other.origin.seen).toEqual([]);
  });
});

describe('removal', () => {
  const remove = () => admin(gateway, 'DELETE', 'tenants/acme/identity');

  test('ends the sessions, and there is no such sign-in', async () => {
    await open('acme');
    origin.seen.length = 0;
    expect(JSON.parse((await remove()).text)).toMatchObject({ identity: null, ended: { next: null } });
    expectRefusal(await browser.ask(`${urlOf('acme')}/`), 401, 'session_required');
    const { reply } = await open('acme', '/.portcullis/sign-in/tenant.acme');
    expectRefusal(reply, 404, 'no_route');
    const event = await gateway.eventOf(reply.header('portcullis-request-id'));
    expect(event).toMatchObject({ reason: 'identity_missing' });
    expect(origin.seen).toEqual([]);
  });

  test('in the middle of a sign-in gives no session', async () => {
    const start = await browser.open(`${urlOf('acme')}/`, { until: isCallback });
    await remove();
    idps.acme.asked.length = 0;
    expectRefusal((await browser.open(start.hops.at(-1) ?? '')).reply, 404, 'no_route');
    expect([idps.acme.asked, cookieAt('acme'), origin.seen]).toEqual([[], undefined, []]);
  });
});
