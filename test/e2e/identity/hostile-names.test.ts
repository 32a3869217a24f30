import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { contextOf } from '../../support/context.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { unreached } from '../../support/unreached.ts';
import { SCIM_TOKEN, scimClient } from './scim-conversations.ts';

/** A provider may name a person by any text: what cannot be kept in shared state is a refusal that says why. */

const SIGNALS = { scim: 'IDP_SCIM_TOKEN', universalLogout: true, backchannelLogout: true, events: null };
const { gateway, origin, idp, url } = await providerGateOfFile({
  lifetime: '2m, renew: { idle: 10m, absolute: 1h, recheck: 1m }',
  rule: { signals: SIGNALS },
  others: (known) => [{ ...known, id: 'second', user: 'oid', signals: { ...SIGNALS, scim: 'SECOND_SCIM_TOKEN' } }],
  providers: ['idp', 'second'],
  settings: { IDP_SCIM_TOKEN: SCIM_TOKEN, SECOND_SCIM_TOKEN: `${SCIM_TOKEN}-2` },
});
const { host } = new URL(url);
const own = await generateKeyPair('RS256', { extractable: true });
const publicJwk = { ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' };
let claims: Readonly<Record<string, unknown>> = {};
let browser: Browser;

idp.intercept = (request, response) => {
  const answer = (value: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.url === '/jwks') answer({ keys: [publicJwk] });
  else if (request.url === '/token')
    void (async () => {
      const now = Math.floor(Date.now() / 1000);
      const nonce = idp.authorizations.at(-1)?.['nonce'];
      const all = { iss: idp.issuer, aud: 'gate', groups: ['Readers'], iat: now, exp: now + 300, nonce, ...claims };
      const idToken = await new SignJWT(all).setProtectedHeader({ alg: 'RS256', kid: 'own' }).sign(own.privateKey);
      answer({ access_token: 'x', token_type: 'Bearer', id_token: idToken, refresh_token: 'r' });
    })();
  else return false;
  return true;
};

beforeEach(() => {
  browser = new Browser();
});

async function expectNone(provider: string, status: number, code: string, event: object): Promise<void> {
  const { reply } = await unreached(origin, () => browser.open(`${url}/.portcullis/sign-in/${provider}`));
  expectRefusal(reply, status, code);
  expect(browser.cookies.get(host)?.get('__Host-role')).toBeUndefined();
  expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject(event);
}

async function expectIn(provider: string, sub: string): Promise<void> {
  expect((await browser.open(`${url}/.portcullis/sign-in/${provider}`)).reply.status).toBe(200);
  expect(await contextOf(gateway, origin.seen.at(-1))).toMatchObject({ sub, roles: ['reader'] });
}

const UNFIT: readonly (readonly [string, unknown])[] = [
  ['of 3,000 characters', 'x'.repeat(3000)],
  ['of 256 characters that are long when encoded', '漢'.repeat(256)],
  ['with a line break', 'a\nb'],
  ['with a control character', 'a\u0007b'],
  ['with NUL', 'a\0b'],
  ['with half a character', 'a\ud800b'],
];
const FIT: readonly (readonly [string, string])[] = [
  ['of 256 characters', 'x'.repeat(256)],
  ['with slashes and dots', '../../acme/a//b/'],
  ['with spaces', ' a b '],
  ['that is encoded already', 'a%2Fb%00'],
  ['that is a name of every object', '__proto__'],
  ['with marks of a query', `{acme}*:?'"[]\\`],
  ['beyond ASCII', 'ä€😀漢字'],
];

describe('where sub is the user', () => {
  test.each<readonly [string, unknown]>([...UNFIT, ['that is empty', '']])(
    'one %s gives no session',
    async (_what, sub) => {
      claims = { sub };
      await expectNone('idp', 403, 'forbidden', { reason: 'identity_unmatched', detail: 'claim "sub"' });
    },
  );

  test.each([
    ['that is a number', 7],
    ['that is a list', ['a']],
  ])('one %s is a wrong answer', async (_what, sub) => {
    claims = { sub };
    await expectNone('idp', 503, 'unavailable', { reason: 'identity_failed' });
  });

  test.each(FIT)('one %s gives a session', async (_what, sub) => {
    claims = { sub };
    await expectIn('idp', sub);
  });
});

describe('where another claim is the user', () => {
  const person = { sub: '00u1', oid: 'someone' };

  test.each(UNFIT)('a sub %s gives no session: no signal could name it', async (_what, sub) => {
    claims = { ...person, sub };
    await expectNone('second', 503, 'unavailable', { reason: 'identity_failed', detail: 'second: sub' });
  });

  test.each<readonly [string, unknown]>([...UNFIT, ['that is empty', ''], ['that is a number', 7]])(
    'nor does a sid %s',
    async (_what, sid) => {
      claims = { ...person, sid };
      await expectNone('second', 503, 'unavailable', { reason: 'identity_failed', detail: 'second: sid' });
    },
  );

  test.each(FIT)('a sub, a sid and names %s give one', async (_what, text) => {
    claims = { sub: text, oid: text, sid: text, preferred_username: text, upn: text };
    await expectIn('second', text);
  });

  test.each(UNFIT)('names %s change nothing', async (_what, text) => {
    claims = { ...person, preferred_username: text, upn: text, email: text, email_verified: true };
    await expectIn('second', 'someone');
  });
});

test.each(UNFIT)('the directory takes no name %s', async (_what, text) => {
  const scim = scimClient(gateway, 'idp');
  expect((await scim('POST', '/Users', { userName: text })).status).toBe(400);
  expect((await scim('POST', '/Users', { userName: 'fit@example.com', externalId: text })).status).toBe(400);
  expect((await scim('POST', '/Groups', { displayName: text })).status).toBe(400);
});
