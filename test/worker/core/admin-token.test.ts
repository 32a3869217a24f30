import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type InWorkerd, startInWorkerd } from '../support/in-workerd.ts';
import { base64url, bytesOf, hmacKey, jwks } from '../support/keys.ts';
import type { IssuerSetting } from '../support/token-subject.ts';

const NOW = 1_790_000_000;
const operators = hmacKey('ops-1');
const origin = hmacKey('app-1');
const stranger = hmacKey('ops-1');

const ISSUERS: readonly IssuerSetting[] = [
  { origin: null, jwks: jwks(operators), may: ['revoke', 'tenant-policy'] },
  { origin: 'app', jwks: jwks(origin), may: ['revoke'] },
];

const CLAIMS = {
  iss: 'operator',
  sub: 'ann',
  aud: 'acme-edge',
  scope: 'revoke tenant-policy',
  iat: NOW,
  exp: NOW + 300,
  jti: 'j1',
};

let subject: InWorkerd<typeof import('../support/token-subject.ts')>;

beforeAll(async () => {
  subject = await startInWorkerd(new URL('../support/token-subject.ts', import.meta.url));
});
afterAll(() => subject?.stop());

function token(changes: Readonly<Record<string, unknown>> = {}, key = operators, header: object = {}): string {
  const input = `${base64url({ alg: 'HS256', typ: 'admin+jwt', kid: key.kid, ...header })}.${base64url({ ...CLAIMS, ...changes })}`;
  return `${input}.${base64url(createHmac('sha256', bytesOf(key)).update(input).digest())}`;
}

const ask = (authorization: string | null, scope: 'revoke' | 'tenant-policy' = 'revoke') =>
  subject.call('verifyAdmin', authorization, scope, ISSUERS, NOW);

async function reasonOf(authorization: string | null, scope?: 'revoke' | 'tenant-policy'): Promise<string> {
  const result = await ask(authorization, scope);
  return 'reason' in result ? `${result.reason}${result.detail === undefined ? '' : `: ${result.detail}`}` : 'pass';
}

const bearer = (...args: Parameters<typeof token>) => `Bearer ${token(...args)}`;

describe('who calls', () => {
  test('an operator, for every tenant or for the one that the token names', async () => {
    expect(await ask(bearer())).toMatchObject({ name: 'operator:ann', tenant: null });
    expect(await ask(bearer({ tid: 'acme' }))).toMatchObject({ name: 'operator:ann', tenant: 'acme' });
    expect(await ask(bearer({ sub: undefined }))).toMatchObject({ name: 'operator', tenant: null });
  });

  test('an origin, in its own name, for what the rules let it do', async () => {
    const mine = { iss: 'app' };
    expect(await ask(bearer(mine, origin))).toMatchObject({ name: 'app:ann' });
    expect(await reasonOf(bearer(mine, origin), 'tenant-policy')).toBe('admin_scope_missing: tenant-policy');
    expect(await reasonOf(bearer({ iss: 'operator' }, origin))).toBe('admin_token_invalid: iss');
    expect(await reasonOf(bearer({ iss: 'billing' }, origin))).toBe('admin_token_invalid: iss');
  });
});

describe('the Authorization header', () => {
  test.each([
    ['absent', () => null],
    ['empty', () => ''],
    ['another scheme', () => `Basic ${token()}`],
    ['the scheme alone', () => 'Bearer '],
    ['in lower case', () => `bearer ${token()}`],
    ['two spaces', () => `Bearer  ${token()}`],
    ['two tokens', () => `Bearer ${token()}, Bearer ${token()}`],
    ['something after it', () => `Bearer ${token()} x`],
    ['padding', () => `Bearer ${token()}=`],
    ['a token without a scheme', () => token()],
  ])('%s', async (_name, header) => {
    expect(await reasonOf(header())).toBe('admin_token_missing');
  });
});

describe('scopes', () => {
  test.each([
    ['revoke', 'revoke', 'pass'],
    ['tenant-policy revoke', 'revoke', 'pass'],
    ['revoke', 'tenant-policy', 'admin_scope_missing: tenant-policy'],
    ['', 'revoke', 'admin_scope_missing: revoke'],
    ['revoked', 'revoke', 'admin_scope_missing: revoke'],
    ['REVOKE', 'revoke', 'admin_scope_missing: revoke'],
    ['revoke,tenant-policy', 'revoke', 'admin_scope_missing: revoke'],
    [['revoke'], 'revoke', 'admin_scope_missing: revoke'],
    [undefined, 'revoke', 'admin_scope_missing: revoke'],
  ] as const)('%j for %s: %s', async (scope, asked, outcome) => {
    expect(await reasonOf(bearer({ scope }), asked)).toBe(outcome);
  });
});

describe('times', () => {
  // Five seconds are granted to clocks that disagree.
  test.each([
    [NOW, NOW + 300, 'pass'],
    [NOW, NOW + 301, 'refused'],
    [NOW - 300, NOW, 'pass'],
    [NOW - 304, NOW - 4, 'pass'],
    [NOW - 305, NOW - 5, 'refused'],
    [NOW - 100, NOW - 5, 'refused'],
    [NOW + 5, NOW + 60, 'pass'],
    [NOW + 6, NOW + 60, 'refused'],
    [NOW - 4000, NOW + 60, 'refused'],
    [undefined, NOW + 60, 'refused'],
    [NOW, undefined, 'refused'],
    [String(NOW), NOW + 60, 'refused'],
    [NOW, String(NOW + 60), 'refused'],
  ])('iat %s, exp %s: %s', async (iat, exp, outcome) => {
    expect((await reasonOf(bearer({ iat, exp }))).startsWith('admin_token_invalid') ? 'refused' : 'pass').toBe(outcome);
  });
});

describe('refused', () => {
  test.each<[string, () => string]>([
    ['an unknown key', () => bearer({}, hmacKey('ops-2'))],
    ['a key that only shares its id', () => bearer({}, stranger)],
    ['no key id', () => bearer({}, operators, { kid: undefined })],
    ['a key id that is no text', () => bearer({}, operators, { kid: ['ops-1'] })],
    ['another type', () => bearer({}, operators, { typ: 'role+jwt' })],
    ['no type', () => bearer({}, operators, { typ: undefined })],
    [
      'no algorithm',
      () => `Bearer ${base64url({ alg: 'none', typ: 'admin+jwt', kid: 'ops-1' })}.${base64url(CLAIMS)}.AA`,
    ],
    ['another algorithm', () => bearer({}, operators, { alg: 'HS512' })],
    ['a critical member that nobody knows', () => bearer({}, operators, { crit: ['x'], x: 1 })],
    ['another gateway', () => bearer({ aud: 'other-edge' })],
    ['no gateway', () => bearer({ aud: undefined })],
    ['no issuer', () => bearer({ iss: undefined })],
    ['an issuer that is no text', () => bearer({ iss: 7 })],
    ['an issuer with a line feed', () => bearer({ iss: 'a\nb' })],
    ['a tenant that is no text', () => bearer({ tid: 7 })],
    ['a tenant that is null', () => bearer({ tid: null })],
    ['not yet valid', () => bearer({ nbf: NOW + 60 })],
    ['more than three parts', () => `${bearer()}.AA`],
    ['two parts', () => bearer().slice(0, bearer().lastIndexOf('.'))],
    ['something that is no token', () => 'Bearer x'],
    ['more than 8 KiB', () => bearer({ pad: 'a'.repeat(8192) })],
  ])('%s', async (_name, header) => {
    expect(await reasonOf(header())).toMatch(/^admin_token_invalid: /);
  });

  test('the refusal holds nothing of the token', async () => {
    const secret = token({ iss: 7 });
    const told = JSON.stringify(await ask(`Bearer ${secret}`));
    for (const part of secret.split('.')) expect(told).not.toContain(part);
  });
});
