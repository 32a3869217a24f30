import type { Refusal } from '@portcullis/rules/engine';
import { type AdminCaller, type AdminIssuer, verifyAdminToken } from '../../../worker/core/tokens/admin-token.ts';
import { createSigner, createVerifier, type JwsResult } from '../../../worker/core/tokens/compact-jws.ts';
import { importEd25519Ring, importHmacRing } from '../../../worker/core/tokens/key-ring.ts';

/** What the tests of tokens call in workerd. Key rings are passed as the text of a JWK Set. */

const development = { development: true };

export async function signHmac(jwks: string, type: string, payload: object): Promise<string> {
  return createSigner(await importHmacRing(jwks, development), 'HS256', type)(payload);
}

export async function signEd25519(jwks: string, type: string, payload: object): Promise<string> {
  const { ring } = await importEd25519Ring(jwks, development);
  return createSigner(ring, 'EdDSA', type)(payload);
}

export async function verifyAll(
  jwks: string,
  type: string,
  tokens: readonly string[],
  maxCharacters = 4096,
): Promise<readonly JwsResult[]> {
  const verify = createVerifier(await importHmacRing(jwks, development), type, maxCharacters);
  return Promise.all(tokens.map(verify));
}

export interface IssuerSetting {
  readonly origin: string | null;
  readonly jwks: string;
  readonly may: AdminIssuer['may'];
}

export async function verifyAdmin(
  authorization: string | null,
  scope: 'revoke' | 'tenant-policy',
  settings: readonly IssuerSetting[],
  nowSeconds: number,
): Promise<AdminCaller | Refusal> {
  const issuers = await Promise.all(
    settings.map(async ({ origin, jwks, may }) => ({ origin, may, keys: await importHmacRing(jwks, development) })),
  );
  return verifyAdminToken(authorization, scope, issuers, { gateway: 'acme-edge', nowSeconds });
}
