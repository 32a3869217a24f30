import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { createForge, encodePart, type Forge } from '../../support/forged-token.ts';
import { gateOfFile } from '../../support/gate.ts';
import { mutationsOf } from '../../support/mutations.ts';

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PEM = publicKey.export({ format: 'pem', type: 'spki' }).toString();
let forge: Forge;
const answers = new Set<string>();

const { origin, gateway } = await gateOfFile({
  routes: ['id: mine, path: /mine, access: { roles: any }'],
});

beforeAll(async () => {
  forge = createForge(gateway, origin, '/mine');
});

async function expectRefused(token: string): Promise<void> {
  answers.add(await forge.expectRefused(token));
}

test('the token that all others here differ from is accepted', async () => {
  const reply = await send(gateway, '/mine', {
    headers: { cookie: `__Host-role=${forge.sign(forge.header(), forge.claims())}` },
  });
  expect(reply.status).toBe(200);
});

test('no damaged spelling of a valid token is accepted', async () => {
  for (const [what, token] of Object.entries(mutationsOf(forge.sign(forge.header(), forge.claims())))) {
    await expectRefused(token).catch((error: Error) => expect.unreachable(`${what}: ${error.message}`));
  }
});

test('no change of a few characters is accepted', async () => {
  const token = forge.sign(forge.header(), forge.claims());
  const character = fc.constantFrom(...'ABZaz019-_.=+/ %');
  await fc.assert(
    fc.asyncProperty(
      fc.nat(token.length),
      fc.nat(3),
      fc.string({ unit: character, maxLength: 3 }),
      async (at, cut, put) => {
        const changed = token.slice(0, at) + put + token.slice(at + cut);
        // White space at the ends of a cookie value is not part of it.
        if (changed.trim() !== token) await expectRefused(changed);
      },
    ),
    { numRuns: 200 },
  );
});

describe('headers', () => {
  test.each([
    { alg: 'none' },
    { alg: 'nOnE' },
    { alg: 'hs256' },
    { alg: 'HS512' },
    { alg: 'RS256' },
    { alg: 'EdDSA' },
    { alg: '' },
    { alg: null },
    { alg: ['HS256'] },
    { typ: 'JWT' },
    { typ: 'tenant-context+jwt' },
    { typ: 'ROLE+JWT' },
    { typ: 'application/role+jwt' },
    { typ: undefined },
    { kid: 'unknown' },
    { kid: undefined },
    { kid: '__proto__' },
    { kid: '../../dev/null' },
    { crit: ['exp'] },
    { jwk: { kty: 'oct', k: 'AAAA' } },
    { jku: 'https://evil.example/jwks' },
    { x5u: 'https://evil.example/cert' },
    { b64: false, crit: ['b64'] },
    { zip: 'DEF' },
    { cty: 'JWT' },
    { extra: 1 },
  ])('%j is refused, though signed with the right key', async (changes) => {
    await expectRefused(forge.sign(forge.header(changes), forge.claims()));
  });

  test.each([
    (own: string) => own.replace('{', '{"alg":"none",'),
    (own: string) => own.replace('}', ',"alg":"HS256"}').replace('"alg":"HS256"', '"alg":"none"'),
    (own: string) => `\ufeff${own}`,
    (own: string) => `[${own}]`,
    () => '"HS256"',
    () => 'null',
    () => '{"alg":"HS256"',
  ])('a header that is written otherwise (%#) is refused or means the same', async (change) => {
    const text = change(JSON.stringify(forge.header()));
    const token = forge.sign(text, forge.claims());
    const reply = await send(gateway, '/mine', { headers: { cookie: `__Host-role=${token}` } });
    // JSON's last member wins: where that is the right algorithm, the signature has been checked by it.
    if (reply.status === 200) expect(JSON.parse(text)).toEqual(forge.header());
    else expectRefusal(reply, 401, 'session_required');
  });

  test('an unsigned token is refused', async () => {
    await expectRefused(`${encodePart(forge.header({ alg: 'none' }))}.${encodePart(forge.claims())}.`);
    await expectRefused(`${encodePart({ alg: 'none' })}.${encodePart(forge.claims())}.`);
  });
});

describe('keys', () => {
  test.each([
    ['an empty key', ''],
    ['the key as text', 'TEXT'],
    ['the key id', 'KID'],
    ['a public key', PEM],
    ['a public key with white space before it', `\n ${PEM}`],
    ['a public key as JWK', JSON.stringify(publicKey.export({ format: 'jwk' }))],
    ['the word secret', 'secret'],
  ])('%s signs nothing', async (_name, secret) => {
    const actual = secret === 'TEXT' ? forge.key.k : secret === 'KID' ? forge.key.kid : secret;
    await expectRefused(forge.sign(forge.header(), forge.claims(), actual));
  });

  test('another hash with the right key signs nothing', async () => {
    await expectRefused(forge.sign(forge.header({ alg: 'HS512' }), forge.claims(), undefined, 'sha512'));
    await expectRefused(forge.sign(forge.header(), forge.claims(), undefined, 'sha512'));
  });

  test.each(['ORIGIN_APP_KEYS', 'ADMIN_KEYS'])(
    '%s sign no role cookie, under their own key id or the right one',
    async (name) => {
      await expectRefused(await gateway.mint.token(name, { typ: 'role+jwt' }, { ...forge.claims() }));
      await expectRefused(
        await gateway.mint.token(name, { typ: 'role+jwt', kid: forge.key.kid }, { ...forge.claims() }),
      );
    },
  );
});

test('a tenant context is no role cookie', async () => {
  await send(gateway, '/mine', { headers: { cookie: await gateway.mint.cookie() } });
  await expectRefused(origin.seen.at(-1)?.headers['portcullis-context']?.[0] ?? '');
});

test('every refusal of a token reads the same', () => {
  expect([...answers]).toHaveLength(1);
});
