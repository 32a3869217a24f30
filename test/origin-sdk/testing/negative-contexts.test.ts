import { createContextVerifier, memoryReplayStore } from '@portcullis/origin';
import { createTestGate, negativeContexts } from '@portcullis/origin/testing';
import { describe, expect, it } from 'vitest';

const request = { method: 'GET', target: '/loads?page=2', host: 'acme.app.example.com' };
const names = (contexts: readonly { readonly name: string }[]) => contexts.map(({ name }) => name);

describe.each(['HS256', 'EdDSA'] as const)('wrong contexts with %s', (algorithm) => {
  it('are refused by the verifier, every one', async () => {
    const gate = await createTestGate({ audience: 'app', algorithm });
    const verifier = createContextVerifier({ ...gate.options, replay: memoryReplayStore() });
    const contexts = await negativeContexts({ ...gate.options, request, singleUse: true });
    expect(contexts.length).toBeGreaterThan(50);
    for (const { name, headers, sendTwice } of contexts) {
      if (sendTwice) await verifier.verifyRequest({ ...request, headers });
      const verdict = await verifier.verifyRequest({ ...request, headers }).catch((error: Error) => error.name);
      expect([name, verdict]).toEqual([name, 'ContextError']);
    }
  });

  it('say what they are and what accepting them means, each with a name of its own', async () => {
    const gate = await createTestGate({ audience: 'app', algorithm });
    const contexts = await negativeContexts({ ...gate.options, request, otherTenant: 'globex' });
    expect(new Set(names(contexts)).size).toBe(contexts.length);
    for (const { what, hole, fix } of contexts)
      expect([what, hole, fix].map((text) => text.length > 10)).not.toContain(false);
  });

  it('never share an id, so that none is refused for having been used', async () => {
    const gate = await createTestGate({ audience: 'app', algorithm });
    const contexts = await negativeContexts({ ...gate.options, request });
    const ids = contexts.flatMap(({ headers }) => {
      const tokens = headers.flatMap(([name, value]) => (/^portcullis.context$/i.test(name) ? [value] : []));
      return [...new Set(tokens.flatMap((token) => /^[^.]+\.([^.]+)/.exec(token)?.[1] ?? []))];
    });
    const read = ids.flatMap((payload) => {
      const text = Buffer.from(payload, 'base64url').toString();
      return text.startsWith('{') ? [(JSON.parse(text) as { readonly jti: string }).jti] : [];
    });
    expect(read.length).toBeGreaterThan(45);
    expect(new Set(read).size).toBe(read.length);
  });
});

describe('what is made depends on what is at hand', () => {
  const trust = { issuer: 'acme-edge', audience: 'app', request } as const;

  it('without a key: what needs none', async () => {
    const made = names(await negativeContexts({ ...trust, algorithm: 'HS256' }));
    expect(made).toEqual(expect.arrayContaining(['missing', 'alg_none', 'foreign_key', 'stripped_signature']));
    expect(made).not.toContain('expired');
  });

  it('with a public key: its confusion with a secret', async () => {
    const keys = {
      keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'k1', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
    };
    const made = names(await negativeContexts({ ...trust, algorithm: 'EdDSA', keys }));
    expect(made).toEqual(expect.arrayContaining(['hmac_with_public_key', 'hmac_with_public_pem']));
    expect(made).not.toContain('expired');
  });

  it('a used context, another tenant and other hosts only where they are refused', async () => {
    const { options } = await createTestGate({ audience: 'app' });
    const made = names(await negativeContexts({ ...options, request }));
    expect(made).toContain('other_host');
    expect(made).not.toContain('other_tenant');
    expect(made).not.toContain('used');
    const behindProxy = { ...options, request, proxy: { replacesForwardedHost: true } };
    expect(names(await negativeContexts(behindProxy)).filter((name) => name.includes('host'))).toEqual([]);
  });

  it.each([
    ['keys that are no JSON', { keys: '{"keys": [sesame' }],
    ['no keys in the set', { keys: { keys: [] } }],
    ['a short secret', { keys: { keys: [{ kty: 'oct', kid: 'k1', k: 'c2VzYW1l' }] } }],
    ['the issuer of a test gate', { issuer: 'portcullis-testing', keys: { keys: [] } }],
    ['no issuer', { issuer: '' }],
  ])('%s: an error without key material', async (_what, options) => {
    const made = negativeContexts({ ...trust, algorithm: 'HS256', ...options });
    await expect(made).rejects.toMatchObject({ name: 'ConfigurationError' });
    await expect(made).rejects.not.toThrow(/sesame|c2VzYW1l/);
  });
});
