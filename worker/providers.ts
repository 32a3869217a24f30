import type { Policy, ProviderRule, TenantIdentityRule } from '@portcullis/rules/policy';
import type { ClientProof, OidcClient } from './adapters/oidc.ts';
import { createProviderKeys, type ProviderKeys } from './adapters/provider-keys.ts';
import { createSealer, importClientKey, KeyRingError, type Sealer, secretKeys } from './core/tokens/index.ts';
import type { Env } from './env.ts';
import { readSetting, secretsOf } from './settings/read-setting.ts';

/** What the gateway needs to sign people in by identity providers. */
export interface Providers {
  readonly clients: ReadonlyMap<string, OidcClient>;
  /** `null`: tenants bring none. */
  readonly tenants: TenantProviders | null;
  /** Seals attempts, which only the browser keeps. */
  readonly attempts: Sealer;
  /** Seals what providers gave, which shared state keeps. */
  readonly sources: Sealer;
}

/** What the gateway needs for providers that tenants bring. */
export interface TenantProviders {
  readonly rule: TenantIdentityRule;
  readonly development: boolean;
  /** Seals what they bring, with keys of its own: it outlives those of sessions. */
  readonly sealer: Sealer;
  /** What their providers publish, read and remembered apart from those of the rules. */
  readonly keys: ProviderKeys;
}

/** Characters of a secret that can be sent to a provider. */
const SECRET = /^[\x20-\x7e]{8,512}$/;

interface Reading {
  readonly development: boolean;
  /** What providers of the rules publish. */
  readonly keys: ProviderKeys;
  /** Gets what is wrong with a setting, by its name. */
  readonly problems: string[];
}

/**
 * Reads the settings that the rules name for providers.
 * @returns `null` where the rules name no provider, or the key for role cookies cannot be used
 */
export async function readProviders(
  env: Env,
  { providers, tenantIdentity }: Pick<Policy, 'providers' | 'tenantIdentity'>,
  { development, keys, problems }: Reading,
): Promise<Providers | null> {
  const rules = Object.values(providers);
  if (rules.length === 0 && tenantIdentity === null) return null;
  const clients = new Map<string, OidcClient>();
  for (const rule of rules) {
    const proof = await readProof(env, rule, problems);
    if (proof !== null) clients.set(rule.id, { rule, proof, keys, since: null });
  }
  const tenants = tenantIdentity === null ? null : await readTenants(env, tenantIdentity, development, problems);
  const roles = secretsOf(env, 'ROLE_COOKIE_KEYS', development);
  if (roles === null) return null;
  return {
    clients,
    tenants,
    attempts: await createSealer(roles, 'sign-in attempt'),
    sources: await createSealer(roles, 'session source'),
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

async function readTenants(
  env: Env,
  rule: TenantIdentityRule,
  development: boolean,
  problems: string[],
): Promise<TenantProviders | null> {
  const secrets = await readSetting(env, rule.keys, problems, async (text) => secretKeys(text, { development }));
  if (secrets === null) return null;
  const sealer = await createSealer(secrets, 'tenant identity');
  const { endpoints } = rule;
  return { rule, development, sealer, keys: createProviderKeys({ development, endpoints }, Date.now) };
}
