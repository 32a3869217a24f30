import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';
import { Browser } from '../../support/browser.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { providerGateOfFile } from '../../support/provider-gate.ts';
import { unreached } from '../../support/unreached.ts';

const { gateway, origin, idp, url } = await providerGateOfFile({
  others: (known) => [{ ...known, id: 'second' }],
  providers: ['idp', 'second'],
});
const { host } = new URL(url);
const own = await generateKeyPair('RS256', { extractable: true });
const other = await generateKeyPair('RS256', { extractable: true });
const publicJwk = { ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'RS256', use: 'sig' };
/** Makes the ID token of the next answer from the nonce that was asked for. */
let idToken: (nonce: string) => Promise<unknown> | unknown;
let browser: Browser;

idp.intercept = (request, response) => {
  const answer = (value: object) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (request.url === '/jwks') answer({ keys: [publicJwk] });
  else if (request.url === '/token')
    void (async () => {
      const token = await idToken(idp.authorizations.at(-1)?.['nonce'] ?? '');
      answer({ access_token: 'x', token_type: 'Bearer', ...(token === undefined ? {} : { id_token: token }) });
    })();
  else return false;
  return true;
};

beforeEach(() => {
  browser = new Browser();
  origin.seen.length = 0;
  idToken = (nonce) => signed({ nonce });
});

const now = () => Math.floor(Date.now() / 1000);
function signed(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
  key = own.privateKey,
) {
  const all = {
    iss: idp.issuer,
    aud: 'gate',
    sub: '00u1',
    groups: ['Readers'],
    iat: now(),
    exp: now() + 300,
    ...claims,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return new SignJWT(given).setProtectedHeader({ alg: 'RS256', kid: 'own', ...header }).sign(key);
}
const start = `${url}/.portcullis/sign-in/idp`;
const sessionCookie = () => browser.cookies.get(host)?.get('__Host-role');

test('what it signs with its own key holds', async () => {
  expect((await browser.open(start)).reply.status).toBe(200);
  expect(sessionCookie()).toBeDefined();
});

describe('an ID token', () => {
  test.each<[string, (nonce: string) => unknown]>([
    ['of another key', (nonce) => signed({ nonce }, {}, other.privateKey)],
    ['of a key that is not published', (nonce) => signed({ nonce }, { kid: 'other' }, other.privateKey)],
    ['of another issuer', (nonce) => signed({ nonce, iss: 'https://evil.example' })],
    ['for another client', (nonce) => signed({ nonce, aud: 'other' })],
    ['for several clients, by another', (nonce) => signed({ nonce, aud: ['gate', 'other'], azp: 'other' })],
    ['of another attempt', () => signed({ nonce: 'x'.repeat(43) })],
    ['without a nonce', () => signed({})],
    ['that is over', (nonce) => signed({ nonce, exp: now() - 60 })],
    ['without an end', (nonce) => signed({ nonce, exp: undefined })],
    ['without a subject', (nonce) => signed({ nonce, sub: undefined })],
    ['of tomorrow', (nonce) => signed({ nonce, nbf: now() + 86_400 })],
    ['of a sign-in that is still to come', (nonce) => signed({ nonce, auth_time: now() + 3600 })],
    [
      'signed with the secret of the client',
      (nonce) =>
        new SignJWT({
          iss: idp.issuer,
          aud: 'gate',
          sub: '00u1',
          nonce,
          iat: now(),
          exp: now() + 60,
          groups: ['Readers'],
        })
          .setProtectedHeader({ alg: 'HS256' })
          .sign(new TextEncoder().encode(idp.client.secret)),
    ],
    [
      'without a signature',
      (nonce) => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        return `${part({ alg: 'none' })}.${part({ iss: idp.issuer, aud: 'gate', sub: '00u1', nonce, iat: now(), exp: now() + 60 })}.`;
      },
    ],
    ['that is no text', () => 7],
    ['that is missing', () => undefined],
  ])('%s gives no session', async (_what, make) => {
    idToken = make;
    const { reply } = await browser.open(start);
    expectRefusal(reply, 503, 'unavailable');
    expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({ reason: 'identity_failed' });
    expect([sessionCookie(), origin.seen]).toEqual([undefined, []]);
  });
});

describe('an answer', () => {
  const callback = async () =>
    (await browser.open(start, { until: (address) => address.includes('/callback') })).hops.at(-1) ?? '';

  test('of one provider at the callback of another gives no session', async () => {
    const { reply } = await browser.open((await callback()).replace('/sign-in/idp/', '/sign-in/second/'));
    expectRefusal(reply, 400, 'malformed_request');
    expect([sessionCookie(), origin.seen]).toEqual([undefined, []]);
  });

  test.each([
    ['another issuer', 'https://evil.example'],
    ['no issuer', null],
  ])('that names %s gives no session, and the code goes nowhere (RFC 9207)', async (_what, iss) => {
    const answer = new URL(await callback());
    if (iss === null) answer.searchParams.delete('iss');
    else answer.searchParams.set('iss', iss);
    idp.asked.length = 0;
    const { reply } = await browser.open(answer.href);
    expectRefusal(reply, 503, 'unavailable');
    expect([sessionCookie(), origin.seen, idp.asked]).toEqual([undefined, [], []]);
  });

  test('with an error says so in the log, and repeats no text of a stranger', async () => {
    const answer = new URL(await callback());
    answer.searchParams.delete('code');
    answer.searchParams.set('error', '<script>alert(1)</script>');
    const { reply } = await unreached(origin, () => browser.open(answer.href));
    expectRefusal(reply, 403, 'forbidden');
    expect(sessionCookie()).toBeUndefined();
    expect(reply.text).not.toContain('script>alert');
    expect(await gateway.eventOf(reply.header('portcullis-request-id'))).toMatchObject({
      reason: 'identity_denied',
      detail: 'idp: an error',
    });
  });

  test('that it is busy may be asked for again', async () => {
    const answer = new URL(await callback());
    answer.searchParams.delete('code');
    answer.searchParams.set('error', 'temporarily_unavailable');
    const { reply } = await unreached(origin, () => browser.open(answer.href));
    expectRefusal(reply, 503, 'unavailable');
    expect(sessionCookie()).toBeUndefined();
    expect(reply.header('retry-after')).toBe('5');
  });
});
