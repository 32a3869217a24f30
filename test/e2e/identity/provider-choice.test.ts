import { decodeJwt, exportJWK, generateKeyPair } from 'jose';
import { describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { CLIENT_SECRET_SETTING, startProviderGate } from '../../support/provider-gate.ts';

const READERS = { groups: ['Readers'] };

describe('with several providers', () => {
  test('a page lets the visitor choose, and the choice leads back', async () => {
    await using gate = await startProviderGate({
      others: (known) => [{ ...known, id: 'second' }],
      providers: ['idp', 'second'],
    });
    gate.idp.person.claims = READERS;
    const browser = new Browser();
    const { reply, url: at } = await browser.open(`${gate.url}/report?q=%22a%22&b=<i>`);
    expect([reply.status, reply.header('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect(at).toContain('/.portcullis/sign-in?return=%2Freport');
    expect(reply.header('cache-control')).toContain('no-store');
    expect(reply.header('content-security-policy')).toContain("default-src 'none'");
    expect(reply.text).toContain('<h1>How would you like to sign in?</h1>');
    const links = [...reply.text.matchAll(/href="(\/\.portcullis\/sign-in\/[^"]+)">([^<]+)</g)].map(
      ([, ...found]) => found,
    );
    expect(links.map(([, text]) => text)).toEqual(['Sign in with idp', 'Sign in with second']);
    const chosen = (links[1]?.[0] ?? '').replaceAll('&amp;', '&');
    const page = await browser.open(`${gate.url}${chosen}`);
    expect([page.reply.status, page.url]).toEqual([200, `${gate.url}/report?q=%22a%22&b=%3Ci%3E`]);
  });

  test('only those count that can sign people of the tenant in', async () => {
    await using gate = await startProviderGate({
      others: (known) => [{ ...known, id: 'second', tenant: { kind: 'fixed', tenant: 'globex' } }],
      providers: ['idp', 'second'],
    });
    gate.idp.person.claims = READERS;
    const globex = await new Browser().open(`${gate.urlOf('globex')}/`);
    expect([globex.reply.status, globex.hops[1]]).toEqual([
      200,
      `${gate.urlOf('globex')}/.portcullis/sign-in/second?return=%2F`,
    ]);
    const acme = await new Browser().open(`${gate.urlOf('acme')}/`);
    expect(acme.hops[1]).toBe(`${gate.urlOf('acme')}/.portcullis/sign-in/idp?return=%2F`);
  });

  test('one that can never show a second factor is not asked for it', async () => {
    await using gate = await startProviderGate({
      others: (known) => [{ ...known, id: 'second', stepUp: null }],
      providers: ['idp', 'second'],
    });
    const cookie = await gate.gateway.mint.cookie({ roles: ['reader'], amr: ['pwd'] });
    const reply = await new Browser().ask(`${gate.url}/fresh`, { accept: 'text/html', cookie });
    expect(reply.header('location')).toContain('/.portcullis/sign-in/idp?return=%2Ffresh');
  });
});

describe('the tenant by a claim', () => {
  test('must be the one of the host', async () => {
    await using gate = await startProviderGate({
      rule: { tenant: { kind: 'claim', claim: 'hd', tenants: { 'acme.example': 'acme', 'globex.example': 'globex' } } },
    });
    gate.idp.person.claims = { ...READERS, hd: 'acme.example' };
    const { reply } = await new Browser().open(`${gate.urlOf('globex')}/`);
    expectRefusal(reply, 403, 'forbidden');
    expect(await gate.gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
      reason: 'tenant_mismatch',
    });
    expect(gate.origin.seen).toEqual([]);
    expect((await new Browser().open(`${gate.urlOf('acme')}/`)).reply.status).toBe(200);
    gate.idp.person.claims = READERS;
    expectRefusal((await new Browser().open(`${gate.urlOf('acme')}/`)).reply, 403, 'forbidden');
  });
});

test('a provider of one host gives sessions that count there alone', async () => {
  await using gate = await startProviderGate({
    hosts: '[test.example, wiki.example]',
    developmentHosts: '{ "localhost:PORT": test.example, "acme.localhost:PORT": wiki.example }',
    routes: [
      'id: wiki, path: /**, host: wiki.example, access: { roles: any }, origin: app',
      'id: rest, path: /rest, access: public, origin: app',
    ],
  });
  gate.idp.person.claims = READERS;
  const browser = new Browser();
  const wiki = gate.urlOf('acme');
  expect((await browser.open(`${wiki}/`)).reply.status).toBe(200);
  const claims = decodeJwt(browser.cookies.get(new URL(wiki).host)?.get('__Host-role') ?? '');
  expect(claims['host']).toBe('wiki.example');
  // At the other host, no route leads to the provider.
  expectRefusal((await browser.open(`${gate.url}/.portcullis/sign-in/idp`)).reply, 404, 'no_route');
});

describe('the gateway shows the provider who it is', () => {
  test('by a secret in the body, where the provider takes it so', async () => {
    await using gate = await startProviderGate({ identityProvider: { tokenEndpointAuthMethod: 'client_secret_post' } });
    gate.idp.person.claims = READERS;
    expect((await new Browser().open(`${gate.url}/`)).reply.status).toBe(200);
  });

  test.each(['ES256', 'RS256', 'PS256', 'EdDSA'])('by a key of its own, %s', async (alg) => {
    const pair = await generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await exportJWK(pair.privateKey)), kid: 'gateway-1', alg };
    await using gate = await startProviderGate({
      rule: { client: { id: 'gate', proof: { kind: 'key', key: CLIENT_SECRET_SETTING } } },
      settings: { [CLIENT_SECRET_SETTING]: JSON.stringify(jwk) },
      identityProvider: {
        tokenEndpointAuthMethod: 'private_key_jwt',
        clientJwk: { ...(await exportJWK(pair.publicKey)), kid: 'gateway-1', alg, use: 'sig' },
        configuration: { enabledJWA: { clientAuthSigningAlgValues: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'] } },
      },
    });
    gate.idp.person.claims = READERS;
    expect((await new Browser().open(`${gate.url}/`)).reply.status).toBe(200);
  });

  test.each([
    ['is missing', null],
    ['is too short', 'x'],
    ['has a line break', 'secret-of-the-client\n'],
  ])('and refuses everything where its secret %s', async (_what, value) => {
    await using gate = await startProviderGate({ settings: { [CLIENT_SECRET_SETTING]: value } });
    const { reply } = await new Browser().open(`${gate.url}/public`);
    expect(reply.status).toBe(503);
    expect(gate.origin.seen).toEqual([]);
    expect(await gate.gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
      reason: 'config_invalid',
      detail: expect.stringContaining(CLIENT_SECRET_SETTING),
    });
  });
});
