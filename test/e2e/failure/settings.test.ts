import { randomBytes } from 'node:crypto';
import type { Policy } from '@portcullis/rules/policy';
import { describe, expect, test } from 'vitest';
import { send } from '../../support/client.ts';
import { expectRefusal } from '../../support/expect-refusal.ts';
import { startTestGateway, type TestGateway } from '../../support/gateway.ts';
import { providerRule, withProviders } from '../../support/identity-provider.ts';
import { originOfFile } from '../../support/of-file.ts';
import { testRules } from '../../support/rules.ts';

const origin = await originOfFile();

function start(
  settings: Record<string, string | null>,
  adjust: (policy: Policy) => Policy = (policy) => policy,
): Promise<TestGateway> {
  return startTestGateway({
    rules: testRules({
      origins: { app: origin.url },
      routes: ['id: open, path: /open, access: public', 'id: mine, path: /mine, access: { roles: any }'],
    }),
    settings,
    adjust,
  });
}

const secret = (bytes = 32): string => randomBytes(bytes).toString('base64url');
const jwks = (...keys: object[]): string => JSON.stringify({ keys });
const key = (changes: object = {}): object => ({
  kty: 'oct',
  kid: `k-${secret(6)}`,
  alg: 'HS256',
  k: secret(),
  ...changes,
});
/** Keys that a gateway in production accepts, for every purpose. */
const production = () => ({
  PORTCULLIS_ENV: null,
  ROLE_COOKIE_KEYS: jwks(key()),
  ADMIN_KEYS: jwks(key()),
  ORIGIN_APP_KEYS: jwks(key()),
});

/** Everything is refused, the origin hears nothing, and the log names the setting and what is wrong, never a value. */
async function expectUnusable(
  settings: Record<string, string | null>,
  names: RegExp,
  adjust?: (policy: Policy) => Policy,
): Promise<void> {
  const gateway = await start(settings, adjust);
  try {
    const before = origin.begun;
    for (const [path, method, host] of [
      ['/open', 'GET', undefined],
      ['/mine', 'POST', undefined],
      ['/.portcullis/health', 'GET', undefined],
      ['/.portcullis/jwks.json', 'GET', undefined],
      ['/../x', 'GET', 'evil.example'],
    ] as const) {
      const reply = await send(gateway, path, { method, ...(host === undefined ? {} : { host }) });
      expectRefusal(reply, 503, 'unavailable', path);
      expect(reply.header('retry-after')).toBe('30');
      expect(reply.text).not.toMatch(names);
      const event = await gateway.eventOf(reply.header('portcullis-request-id'));
      expect(event).toMatchObject({ outcome: 'refused', reason: 'config_invalid', status: 503 });
      expect(event['detail']).toMatch(names);
    }
    expect(origin.begun).toBe(before);
    const log = JSON.stringify([gateway.events, gateway.output]);
    for (const value of Object.values(gateway.settings)) {
      for (const part of value.match(/[A-Za-z0-9_-]{12,}/g) ?? []) {
        if (!/^(?:k|dev|shared)-|development$/.test(part)) expect(log).not.toContain(part);
      }
    }
  } finally {
    await gateway.stop();
  }
}

const NAMES = ['ROLE_COOKIE_KEYS', 'ADMIN_KEYS', 'ORIGIN_APP_KEYS'];

describe.each(NAMES)('%s', (name) => {
  test('missing', async () => {
    await expectUnusable({ [name]: null }, new RegExp(`${name} is missing`));
  });

  test.each<[string, string]>([
    ['that is no JSON', secret()],
    ['that is cut off', '{"keys":[{"kty":"oct","k":"AAAAAAAAAAAAAAAAAAAAAAAA'],
    ['without keys', jwks()],
    ['that is a single key', JSON.stringify(key())],
    ['with a key of 31 bytes', jwks(key({ k: secret(31) }))],
    ['with a key of one letter repeated', jwks(key({ k: Buffer.alloc(64, 'a').toString('base64url') }))],
    ['with a weak second key', jwks(key(), key({ k: secret(8) }))],
    ['without a key id', jwks(key({ kid: undefined }))],
    ['with two keys of one id', jwks(key({ kid: 'k-twice' }), key({ kid: 'k-twice' }))],
    ['with a key for another algorithm', jwks(key({ alg: 'HS512' }))],
    ['with a public key', jwks({ kty: 'RSA', kid: 'k-rsa', n: secret(256), e: 'AQAB' })],
    ['with a key that is no base64url', jwks(key({ k: '!'.repeat(60) }))],
  ])('%s', async (_what, value) => {
    await expectUnusable({ [name]: value }, new RegExp(name));
  });
});

describe('PORTCULLIS_STATE', () => {
  test.each([null, '', 'memory', 'EMBEDDED', 'embedded '])('%j', async (value) => {
    await expectUnusable({ PORTCULLIS_STATE: value }, /PORTCULLIS_STATE/);
  });
});

test('a key id that two settings share is refused: one purpose could pass for another', async () => {
  const shared = { kid: 'shared-kid' };
  await expectUnusable(
    { ADMIN_KEYS: jwks(key(shared)), ROLE_COOKIE_KEYS: jwks(key(shared)) },
    /ADMIN_KEYS and ROLE_COOKIE_KEYS share the key id "shared-kid"/,
  );
  await expectUnusable(
    { ORIGIN_APP_KEYS: jwks(key(shared)), ROLE_COOKIE_KEYS: jwks(key(), key(shared)) },
    /ORIGIN_APP_KEYS/,
  );
});

test('one key under two ids is refused: what one purpose signs, the other would verify', async () => {
  const k = secret();
  await expectUnusable(
    { ADMIN_KEYS: jwks(key({ k })), ROLE_COOKIE_KEYS: jwks(key({ k })) },
    /ADMIN_KEYS and ROLE_COOKIE_KEYS share the key that "k-/,
  );
});

describe('the SCIM token of a provider', () => {
  const withScim = (id: string) =>
    providerRule(`https://${id}.example`, {
      id,
      signals: {
        scim: `${id.toUpperCase()}_SCIM_TOKEN`,
        universalLogout: false,
        backchannelLogout: false,
        events: null,
      },
    });
  const two = withProviders(withScim('okta'), withScim('entra'));
  const good = () => ({ OKTA_SCIM_TOKEN: secret(), ENTRA_SCIM_TOKEN: secret() });

  test.each<[string, string | null]>([
    ['missing', null],
    ['empty', ''],
    ['of 23 characters', secret(24).slice(0, 23)],
    ['with spaces', `${secret()} ${secret()}`],
    ['that ends with a line', `${secret()}\n`],
    ['that no header holds', `${secret()}é`],
  ])('%s', async (_what, token) => {
    const names = /OKTA_SCIM_TOKEN is missing, or is not 24 or more printable characters .* token of "okta"/;
    await expectUnusable({ ...good(), OKTA_SCIM_TOKEN: token }, names, two);
  });

  test('that is of another one, too', async () => {
    const shared = secret();
    await expectUnusable(
      { OKTA_SCIM_TOKEN: shared, ENTRA_SCIM_TOKEN: shared },
      /(?:OKTA|ENTRA)_SCIM_TOKEN has the value of another provider's SCIM token/,
      two,
    );
  });

  test('of 24 characters is taken', async () => {
    const gateway = await start({ ...good(), OKTA_SCIM_TOKEN: secret(18) }, two);
    try {
      expect((await send(gateway, '/open')).status).toBe(200);
    } finally {
      await gateway.stop();
    }
  });
});

describe('outside development', () => {
  test.each(NAMES)('a development key in %s is refused', async (name) => {
    await expectUnusable(
      { ...production(), [name]: jwks(key({ kid: 'dev-0123456789ab' })) },
      new RegExp(`${name}.*development`),
    );
  });

  test.each([null, 'production', 'Development', 'dev', 'development '])(
    'PORTCULLIS_ENV %j is production: the hosts of development are not served',
    async (value) => {
      const gateway = await start({ ...production(), PORTCULLIS_ENV: value });
      try {
        const before = origin.begun;
        expectRefusal(await send(gateway, '/open'), 421, 'unknown_host');
        expect((await send(gateway, '/.portcullis/health', { host: 'test.example' })).status).toBe(200);
        expect(origin.begun).toBe(before);
      } finally {
        await gateway.stop();
      }
    },
  );
});

test('every problem is named at once', async () => {
  await expectUnusable(
    { ROLE_COOKIE_KEYS: null, ADMIN_KEYS: '{}', PORTCULLIS_STATE: null },
    /ROLE_COOKIE_KEYS is missing.*ADMIN_KEYS.*PORTCULLIS_STATE is missing/,
  );
});

test('rules of another format are refused', async () => {
  const gateway = await startTestGateway({
    rules: testRules({ origins: { app: origin.url }, routes: ['id: open, path: /open, access: public'] }),
    adjust: (policy) => ({ ...policy, format: 1 as typeof policy.format }),
  });
  try {
    expectRefusal(await send(gateway, '/open'), 503, 'unavailable');
  } finally {
    await gateway.stop();
  }
});

test('while keys are rotated, the old and the new both hold; the new one signs', async () => {
  const [fresh, old] = [key({ kid: 'k-new' }), key({ kid: 'k-old' })];
  const before = await start({ ROLE_COOKIE_KEYS: jwks(old) });
  const cookie = await before.mint.cookie();
  await before.stop();
  const overlap = await start({ ROLE_COOKIE_KEYS: jwks(fresh, old) });
  expect((await send(overlap, '/mine', { headers: { cookie } })).status).toBe(200);
  expect((await send(overlap, '/mine', { headers: { cookie: await overlap.mint.cookie() } })).status).toBe(200);
  await overlap.stop();
  const after = await start({ ROLE_COOKIE_KEYS: jwks(fresh) });
  expectRefusal(await send(after, '/mine', { headers: { cookie } }), 401, 'session_required');
  await after.stop();
});
