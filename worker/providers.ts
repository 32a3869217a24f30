import type { Policy, ProviderRule } from '@portcullis/rules/policy';
import type { ClientProof, OidcClient } from './adapters/oidc.ts';
import { createSealer, importClientKey, KeyRingError, type Sealer, secretKeys } from './core/tokens/index.ts';
import type { Env } from './env.ts';

/** What the gateway needs to sign people in by identity providers. */
export interface Providers {
  readonly clients: ReadonlyMap<string, OidcClient>;
  /** Seals attempts, which only the browser keeps. */
  readonly attempts: Sealer;
  /** Seals what providers gave, which shared state keeps. */
  readonly sources: Sealer;
}

/** Characters of a secret that can be sent to a provider. */
const SECRET = /^[\x20-\x7e]{8,512}$/;

/**
 * Reads the settings that the rules name for providers.
 * @param problems gets each that is wrong, by its name
 * @returns `null` where the rules name no provider, or the key for role cookies cannot be used
 */
export async function readProviders(
  env: Env,
  policy: Policy,
  development: boolean,
  problems: string[],
): Promise<Providers | null> {
  const rules = Object.values(policy.providers);
  if (rules.length === 0) return null;
  const clients = new Map<string, OidcClient>();
  for (const rule of rules) {
    const proof = await readProof(env, rule, problems);
    if (proof !== null) clients.set(rule.id, { rule, proof });
  }
  const keys = roleKeys(env, development);
  if (keys === null) return null;
  return {
    clients,
    attempts: await createSealer(keys, 'sign-in attempt'),
    sources: await createSealer(keys, 'session source'),
  };
}

async function readProof(env: Env, { id, client }: ProviderRule, problems: string[]): Promise<ClientProof | null> {
  const { proof } = client;
  const name = proof.kind === 'secret' ? proof.secret : proof.key;
  const value = env[name];
  if (typeof value !== 'string' || value === '') {
    problems.push(`${name} is missing: the rules name it for the identity provider "${id}"`);
    return null;
  }
  if (proof.kind === 'secret') {
    if (SECRET.test(value)) return { kind: 'secret', secret: value };
    problems.push(`${name} cannot be the secret of a client: it has 8 to 512 printable characters of ASCII`);
    return null;
  }
  try {
    return { kind: 'key', ...(await importClientKey(value)) };
  } catch (error) {
    problems.push(`${name} ${error instanceof KeyRingError ? error.message : 'cannot be read'}`);
    return null;
  }
}

/** What is wrong with the setting, the key ring itself says. */
function roleKeys(env: Env, development: boolean): ReturnType<typeof secretKeys> | null {
  try {
    return secretKeys(env.ROLE_COOKIE_KEYS ?? '', { development });
  } catch {
    return null;
  }
}
