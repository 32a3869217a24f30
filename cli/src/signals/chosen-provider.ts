import { parseTenantProvider, providerOfTenant, tenantOfProvider } from '@portcullis/rules/engine';
import type { Policy, ProviderRule } from '@portcullis/rules/policy';
import { readJsonObject } from '../files/read-json-object.ts';
import { CommandError } from '../io.ts';

/** What a command line says of the identity provider that is meant. */
export interface ProviderOptions {
  readonly provider?: string;
  /** File of a tenant's own provider, which the rules do not hold. */
  readonly identity?: string;
  readonly tenant?: string;
  readonly development?: true;
}

/** The identity provider of the options: one of the rules, or that of a tenant by its document. */
export function providerOfOptions(policy: Policy, options: ProviderOptions): ProviderRule {
  const { provider, identity, tenant } = options;
  if (identity !== undefined) {
    if (provider !== undefined)
      throw new CommandError(
        2,
        '--provider names a provider of the rules, and --identity one of a tenant. Remove one of them.',
      );
    return tenantProviderOf(policy, identity, options);
  }
  if (tenant !== undefined)
    throw new CommandError(
      2,
      `--tenant says whose own provider it is, and its document is missing. Name the file with --identity, or remove --tenant.`,
    );
  return chosenProvider(policy, provider);
}

/** The identity provider of the rules with the id, or their only one. */
export function chosenProvider({ providers }: Policy, id: string | undefined): ProviderRule {
  const ids = Object.keys(providers);
  const tenant = id === undefined ? null : tenantOfProvider(id);
  if (tenant !== null)
    throw new CommandError(
      2,
      `"${id}" is the own provider of tenant "${tenant}", which the rules do not hold. Name its document with --tenant ${tenant} --identity FILE: "portcullis tenant identity show ${tenant}" prints it.`,
    );
  const [only, ...others] = ids;
  if (only === undefined) throw new CommandError(2, 'The rules have no identity provider.');
  if (id === undefined && others.length > 0) throw new CommandError(2, `Name one with --provider: ${ids.join(', ')}.`);
  const rule = Object.hasOwn(providers, id ?? only) ? providers[id ?? only] : undefined;
  if (rule === undefined) throw new CommandError(2, `--provider must be one of ${ids.join(', ')}.`);
  return rule;
}

/** Stands for a secret, which an answer of the gateway leaves out. */
const NO_SECRET = 'not-shown';

function tenantProviderOf(
  { tenantIdentity }: Policy,
  file: string,
  { tenant, development }: ProviderOptions,
): ProviderRule {
  if (tenantIdentity === null)
    throw new CommandError(2, 'The rules have no "tenantIdentity", so tenants bring no providers.');
  if (tenant === undefined) throw new CommandError(2, 'Say with --tenant whose provider it is.');
  const { client, ...document } = readJsonObject(file, "a tenant's identity provider");
  const known = typeof client === 'object' && client !== null ? { secret: NO_SECRET, ...client } : client;
  const bounds = { rule: tenantIdentity, development: development === true, before: null };
  const asked = parseTenantProvider({ ...document, client: known }, bounds);
  if (!asked.ok) throw new CommandError(1, `The gateway would refuse it: ${asked.problem}`);
  const rule = providerOfTenant(asked.provider, tenant, tenantIdentity);
  if (rule === null) throw new CommandError(1, 'The rules do not allow its issuer.');
  return rule;
}
