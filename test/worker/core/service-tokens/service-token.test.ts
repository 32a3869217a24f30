import { describe, expect, test } from 'vitest';
import {
  createTokenDesk,
  newTokenId,
  newTokenText,
  readServiceToken,
  type ServiceToken,
  sessionOfToken,
  tokenOfAuthorization,
} from '../../../../worker/core/service-tokens/index.ts';
import { sha256 } from '../../../../worker/core/tokens/index.ts';

const NOW = 1_790_000_000;
const ID = '0123456789abcdef0123';
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

async function tokenWith(secret: string, changes: Partial<ServiceToken> = {}): Promise<ServiceToken> {
  return {
    id: ID,
    tenant: 'acme',
    name: 'ci',
    roles: ['reader', 'gone'],
    addresses: [],
    created: NOW - 100,
    expires: NOW + 100,
    by: 'operator:ann',
    secrets: [{ hash: await sha256(secret), until: null }],
    ...changes,
  };
}

describe('the text of a token', () => {
  test('names its tenant, and is read from Bearer and from the password of Basic', () => {
    const id = newTokenId();
    const { text, secret } = newTokenText('acme-2', id);
    expect(text).toMatch(/^pct_acme-2\.[0-9a-f]{20}\.[\w-]{43}$/);
    for (const header of [`Bearer ${text}`, `bearer ${text}`])
      expect(tokenOfAuthorization(header)).toEqual({ tenant: 'acme-2', id, secret, scheme: 'bearer' });
    for (const header of [basic(`git:${text}`), basic(`:${text}`)])
      expect(tokenOfAuthorization(header)).toEqual({ tenant: 'acme-2', id, secret, scheme: 'basic' });
  });

  test.each([
    null,
    '',
    'Bearer',
    'Bearer eyJhbGciOiJIUzI1NiJ9.e30.AAAA',
    'Digest pct_acme.x.y',
    'Basic pct_acme.x.y',
    'Basic %%%',
    basic('pct_acme.0123456789abcdef0123.x:password'),
  ])('leaves %j to the app', (header) => {
    expect(tokenOfAuthorization(header)).toBeNull();
  });

  test.each(['', 'x'.repeat(42), `${'x'.repeat(43)}=`, `${'x'.repeat(42)}é`, 'x'.repeat(44)])(
    'is malformed with the secret %j',
    (secret) => {
      expect(tokenOfAuthorization(basic(`u:pct_acme.${ID}.${secret}`))).toBe('malformed');
      expect(tokenOfAuthorization(basic(`u:pct_ACME.${ID}.${'x'.repeat(43)}`))).toBe('malformed');
    },
  );
});

test.each([
  (token: string) => basic(`${token}:`),
  (token: string) => basic(`${token}:x-oauth-basic`),
  (token: string) => basic(`u:x${token}`),
  (token: string) => `Token ${token}`,
  (token: string) => `Bearer ${token}, Bearer x`,
  (token: string) => `Bearer\t${token}`,
  (token: string) => token,
])('a whole token in any other form is malformed, and never the app’s: %#', (formOf) => {
  expect(tokenOfAuthorization(formOf(newTokenText('acme', ID).text))).toBe('malformed');
});

describe('the session that a token stands for', () => {
  const { secret } = newTokenText('acme', ID);
  const text = { tenant: 'acme', id: ID, secret, scheme: 'basic' } as const;
  const rule = { roles: ['reader', 'owner'], lifetimeSeconds: 1000, at: 'portcullis.yaml:1' };

  test('has the roles that both the token and the rules name', async () => {
    expect(await sessionOfToken(await tokenWith(secret), text, rule, NOW)).toMatchObject({
      user: 'token:ci',
      tenant: 'acme',
      roles: ['reader'],
      id: `token-${ID}`,
      issuedAtSeconds: NOW - 100,
      expiresAtSeconds: NOW + 100,
      authenticationMethods: [],
      token: { scheme: 'basic', addresses: null },
    });
    const bound = await tokenWith(secret, { addresses: ['192.0.2.0/24'] });
    expect(await sessionOfToken(bound, text, rule, NOW)).toMatchObject({ token: { addresses: ['192.0.2.0/24'] } });
  });

  test.each<[string, Partial<ServiceToken>, object]>([
    ['wrong secret', {}, { secret: newTokenText('acme', ID).secret }],
    ['another token', { tenant: 'globex' }, {}],
    ['another token', { id: 'ffffffffffffffffffff' }, {}],
    ['expired', { expires: NOW }, {}],
    ['expired', { created: NOW - 1000, expires: NOW + 9000 }, {}],
  ])('%s: %j', async (problem, token, given) => {
    expect(await sessionOfToken(await tokenWith(secret, token), { ...text, ...given }, rule, NOW)).toBe(problem);
  });

  test('ends with its secret, where another takes its place', async () => {
    const next = newTokenText('acme', ID).secret;
    const secrets = [
      { hash: await sha256(next), until: null },
      { hash: await sha256(secret), until: NOW + 10 },
    ];
    const token = await tokenWith(secret, { secrets });
    expect(await sessionOfToken(token, text, rule, NOW)).toMatchObject({ expiresAtSeconds: NOW + 10 });
    expect(await sessionOfToken(token, text, rule, NOW + 10)).toBe('expired');
    expect(await sessionOfToken(token, { ...text, secret: next }, rule, NOW + 10)).toMatchObject({
      expiresAtSeconds: NOW + 100,
    });
  });
});

test('a token is read back as it was kept, and nothing else is one', async () => {
  const token = await tokenWith('x');
  expect(readServiceToken(JSON.stringify(token))).toEqual(token);
  for (const key of Object.keys(token)) {
    expect(readServiceToken(JSON.stringify({ ...token, [key]: undefined })), key).toBeNull();
    expect(readServiceToken(JSON.stringify({ ...token, [key]: 7 })), key).toSatisfy(
      (read) => read === null || key === 'created' || key === 'expires',
    );
  }
  for (const text of ['', 'null', '[]', '{}', JSON.stringify({ ...token, secrets: [] })])
    expect(readServiceToken(text), text).toBeNull();
});

describe('what is known of tokens', () => {
  const text = { tenant: 'acme', id: ID, secret: 'x', scheme: 'bearer' } as const;

  async function deskOf() {
    const kept = new Map([[`acme.${ID}`, JSON.stringify(await tokenWith('x'))]]);
    const asked: string[] = [];
    const clock = { ms: 1000 };
    const desk = createTokenDesk(
      async (tenant, id) => {
        asked.push(id);
        return kept.get(`${tenant}.${id}`) ?? null;
      },
      () => clock.ms,
    );
    return { desk, asked, clock, kept };
  }

  test('is asked for once in twenty seconds', async () => {
    const { desk, asked, clock } = await deskOf();
    for (let use = 0; use < 5; use += 1) expect(await desk.find(text, '4-1')).toMatchObject({ name: 'ci' });
    expect(asked).toHaveLength(1);
    clock.ms += 20_000;
    await desk.find(text, '4-1');
    expect(asked).toHaveLength(2);
  });

  test('is asked for again where a secret does not fit, at most once a second', async () => {
    const { desk, asked, clock } = await deskOf();
    await desk.find(text, '4-1');
    for (let guess = 0; guess < 5; guess += 1) await desk.find(text, '4-1', true);
    expect(asked).toHaveLength(1);
    clock.ms += 1000;
    await desk.find(text, '4-1', true);
    expect(asked).toHaveLength(2);
  });

  test('holds no ids by guess', async () => {
    const { desk, asked } = await deskOf();
    await desk.find(text, '4-1');
    for (let guess = 0; guess < 3000; guess += 1) await desk.find({ ...text, id: String(guess) }, `4-${guess}`);
    await desk.find(text, '4-1');
    expect(asked).toHaveLength(3001);
  });

  test('is not made up where nothing answers', async () => {
    const desk = createTokenDesk(
      () => Promise.reject(new Error('away')),
      () => 0,
    );
    await expect(desk.find(text, '4-1')).rejects.toThrow('away');
  });

  test('is not asked for by an address that has asked for many in vain, nor for one that is not there again', async () => {
    const { desk, asked, clock } = await deskOf();
    const guess = (n: number, from = '4-1') => desk.find({ ...text, id: n.toString(16).padStart(20, '0') }, from);
    expect(await Promise.all(Array.from({ length: 60 }, (_, n) => guess(n)))).toEqual(Array(60).fill(null));
    expect(asked).toHaveLength(20);
    await guess(1);
    expect(asked).toHaveLength(20);
    expect(await desk.find(text, '4-1')).toBeNull();
    // Others are asked for as before, and so is everyone after a while.
    expect(await desk.find(text, '4-2')).toMatchObject({ name: 'ci' });
    expect(await desk.find(text, '4-1')).toMatchObject({ name: 'ci' });
    clock.ms += 10_000;
    await guess(1);
    expect(asked).toHaveLength(22);
  });

  test('is there for all of several requests that come at once', async () => {
    const { desk } = await deskOf();
    const found = await Promise.all(Array.from({ length: 30 }, () => desk.find(text, '4-1')));
    expect(found.every((token) => token?.name === 'ci')).toBe(true);
  });
});
