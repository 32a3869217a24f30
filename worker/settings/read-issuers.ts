import { TOKEN_TYPE } from '@portcullis/origin/context';
import { MAX_ROLE_COOKIE_CHARACTERS } from '@portcullis/rules/engine';
import type { IssuerRule } from '@portcullis/rules/policy';
import { ProviderError } from '../adapters/bounded-fetch.ts';
import type { ProviderKeys } from '../adapters/provider-keys.ts';
import { createVerifier, type JwsResult, type KeyRing, type Verifier } from '../core/tokens/index.ts';

/** A login service of the company's own, ready to be believed. */
export interface Issuer {
  readonly rule: IssuerRule;
  /** Verifies signature and type by the service's own keys. @throws {ProviderError} `unavailable` where they cannot be asked for */
  readonly verify: Verifier;
}

/**
 * Reads what the rules name for each login service. @returns by what its tokens write in `iss`
 * @param ring reads a ring of shared keys; `null` where it cannot be used
 */
export async function readIssuers(
  rules: readonly IssuerRule[],
  ring: (name: string) => Promise<KeyRing | null>,
  keys: ProviderKeys,
): Promise<ReadonlyMap<string, Issuer>> {
  const issuers = new Map<string, Issuer>();
  for (const rule of rules) {
    const verify = rule.keys.kind === 'jwks' ? byPublicKeys(rule.keys, keys) : await bySharedKeys(rule.keys, ring);
    if (verify !== null) issuers.set(rule.issuer, { rule, verify });
  }
  return issuers;
}

async function bySharedKeys(
  { secret }: Extract<IssuerRule['keys'], { kind: 'secret' }>,
  ring: (name: string) => Promise<KeyRing | null>,
): Promise<Verifier | null> {
  const shared = await ring(secret);
  return shared === null ? null : createVerifier(shared, TOKEN_TYPE.role, MAX_ROLE_COOKIE_CHARACTERS);
}

function byPublicKeys({ alg, url }: Extract<IssuerRule['keys'], { kind: 'jwks' }>, keys: ProviderKeys): Verifier {
  // One algorithm, fixed by the rules; `Ed25519` is its newer name (RFC 9864).
  const algorithms = alg === 'EdDSA' ? (['EdDSA', 'Ed25519'] as const) : ([alg] as const);
  return async (token): Promise<JwsResult> => {
    try {
      return { ok: true, payload: await keys.verifyBy(url, token, { algorithms, typ: TOKEN_TYPE.role }) };
    } catch (error) {
      if (error instanceof ProviderError && error.code === 'failed') return { ok: false, detail: error.message };
      throw error;
    }
  };
}
