import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { examineOrigin } from '@portcullis/origin/testing';
import { describe, expect, it } from 'vitest';
import { CARELESS, type Careless, startCarelessOrigin } from '../../support/careless-origin.ts';

const trust = { issuer: 'acme-edge', audience: 'app' };

function keysFor(algorithm: 'HS256' | 'EdDSA') {
  if (algorithm === 'HS256') {
    const key = { kty: 'oct', kid: 'k1', k: randomBytes(32).toString('base64url') };
    return { signing: key, verifying: key };
  }
  const { d, ...half } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { signing: { ...half, d, kid: 'k1' }, verifying: { ...half, kid: 'k1' } };
}

async function examine(algorithm: 'HS256' | 'EdDSA', careless: readonly Careless[]) {
  const { signing, verifying } = keysFor(algorithm);
  const origin = await startCarelessOrigin({ ...trust, algorithm, key: verifying, tenant: 'acme', careless });
  try {
    return await examineOrigin({
      ...{ ...trust, algorithm, keys: { keys: [signing] }, url: `${origin.url}/loads?page=2` },
      ...{ host: 'acme.app.example.com', who: { user: 'u-7', tenant: 'acme', roles: ['owner'] } },
      ...{ otherTenant: 'globex', singleUse: true },
    });
  } finally {
    await origin.close();
  }
}

describe.each(['HS256', 'EdDSA'] as const)('an origin that verifies %s by hand', (algorithm) => {
  it('is all clear where it leaves nothing out', async () => {
    const report = await examine(algorithm, []);
    expect(report.cases.filter(({ verdict }) => verdict !== 'refused')).toEqual([]);
    expect(report).toMatchObject({
      allClear: true,
      holes: [],
      good: 'let_in',
      goodAfter: 'let_in',
      usedAgain: 'refused',
    });
  });

  it.each(CARELESS)('has exactly that hole where it leaves out: %s', async (careless) => {
    const report = await examine(algorithm, [careless]);
    expect(report.holes.map(({ check }) => check)).toEqual([careless]);
    expect(report).toMatchObject({ allClear: false, good: 'let_in', goodAfter: 'let_in' });
  });

  it('has several holes where it leaves out several', async () => {
    const report = await examine(algorithm, ['expiry', 'audience', 'type']);
    expect(report.holes.map(({ check }) => check)).toEqual(['type', 'audience', 'expiry']);
  });
});
