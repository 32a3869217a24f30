import { ConfigurationError, createContextVerifier } from '@portcullis/origin';
import { createTestGate, type TestUser } from '@portcullis/origin/testing';
import { describe, expect, it } from 'vitest';

const REQUEST = { method: 'GET', target: '/loads?page=2' };
const USER: TestUser = {
  user: 'u-7',
  tenant: 'acme',
  roles: ['owner'],
  authenticationMethods: ['pwd', 'otp'],
  authenticatedAtSeconds: 1_800_000_000,
  sessionId: 's-1',
  actAs: { sub: 'support-3', reason: 'ticket 12' },
};

const received = (headers: Record<string, string>, more: object = {}) => ({
  ...REQUEST,
  headers: Object.entries(headers),
  ...more,
});

describe.each(['HS256', 'EdDSA'] as const)('a test gate with %s', (algorithm) => {
  it('signs in whom a test needs', async () => {
    const gate = await createTestGate({ audience: 'app', algorithm });
    const context = await createContextVerifier(gate.options).verifyRequest(
      received(await gate.headers(REQUEST, USER)),
    );
    expect(context).toMatchObject({ ...USER, host: 'app.example.com' });
  });

  it('signs for no one as well, and binds to the request', async () => {
    const gate = await createTestGate({ audience: 'app', algorithm, host: 'acme.test' });
    const verifier = createContextVerifier(gate.options);
    const headers = await gate.headers(REQUEST, { tenant: 'acme' });
    expect(await verifier.verifyRequest(received(headers))).toMatchObject({ user: null, tenant: 'acme', roles: [] });
    await expect(verifier.verifyRequest(received(headers, { target: '/loads' }))).rejects.toMatchObject({
      code: 'ERR_CONTEXT_REQUEST_MISMATCH',
    });
  });

  it('trusts no other test gate', async () => {
    const [one, other] = [
      await createTestGate({ audience: 'app', algorithm }),
      await createTestGate({ audience: 'app', algorithm }),
    ];
    const verifier = createContextVerifier(other.options);
    await expect(verifier.verifyRequest(received(await one.headers(REQUEST, USER)))).rejects.toMatchObject({
      code: 'ERR_CONTEXT_SIGNATURE',
    });
  });
});

it('follows the clock and the proxy of the test', async () => {
  const nowMs = 1_900_000_000_000;
  const proxy = { stripsPrefix: '/app' };
  const gate = await createTestGate({ audience: 'app', now: () => nowMs, proxy });
  const context = await createContextVerifier(gate.options).verifyRequest(received(await gate.headers(REQUEST, USER)));
  expect(context.claims).toMatchObject({ iat: nowMs / 1000, htu: '/app/loads?page=2' });
});

describe('a configuration cannot come to trust a test gate', () => {
  const secret = { kty: 'oct', kid: 'k1', k: 'k3Jd8s0aLmQ2vN5xR7tY9uB1cE4gH6iK-_zWpOqXfSI' };

  it('by the name of the issuer', () => {
    const options = {
      issuer: 'portcullis-testing',
      audience: 'app',
      algorithm: 'HS256',
      keys: { keys: [secret] },
    } as const;
    expect(() => createContextVerifier(options)).toThrow(ConfigurationError);
    expect(() => createContextVerifier({ ...options, issuer: 'acme-edge' })).not.toThrow();
  });

  it('by the keys of a test gate beside its own issuer', async () => {
    const { options } = await createTestGate({ audience: 'app' });
    expect(() => createContextVerifier({ ...options, issuer: 'acme-edge' })).toThrow(ConfigurationError);
  });

  it('by anything that was written down', async () => {
    const { options } = await createTestGate({ audience: 'app' });
    const written = JSON.parse(JSON.stringify(options)) as typeof options;
    expect(() => createContextVerifier(written)).toThrow(ConfigurationError);
    expect(() => createContextVerifier({ ...options, keys: { ...options.keys } })).toThrow(ConfigurationError);
    expect(JSON.stringify(options)).not.toContain('"k"');
  });
});
