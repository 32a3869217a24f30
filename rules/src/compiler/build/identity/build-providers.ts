import type { ProviderClient, ProviderRule, ProviderWindow } from '../../../policy/index.ts';
import { checkList, type Path, valueOrProblem } from '../../problems/index.ts';
import type { ProviderEntry } from '../../shape/index.ts';
import {
  parseBindingName,
  parseClaimName,
  parseClaimText,
  parseIssuerUrl,
  parseName,
  parseScope,
} from '../../values/index.ts';
import type { Scope } from '../scope.ts';
import { buildRoleGrants } from './build-role-grants.ts';
import { buildSignals } from './build-signals.ts';
import { buildStepUp } from './build-step-up.ts';
import { buildTenantMapping } from './build-tenant-mapping.ts';

const DEFAULT_SCOPES = ['openid', 'profile', 'email'];
/** The claim by which Microsoft names the directory of an account. */
const DIRECTORY_CLAIM = 'tid';

/** Compiles the identity providers. Those with mistakes are left out. */
export function buildProviders(scope: Scope): Readonly<Record<string, ProviderRule>> {
  const { rules, report } = scope;
  if (rules.identity !== undefined && scope.declared.identity.size === 0)
    report.add(['identity'], 'empty_list', 'There is no identity provider.', 'Write one, or remove the key.');
  const providers = Object.entries(rules.identity ?? {}).flatMap(([id, entry]) => {
    const provider = buildProvider(scope, id, entry);
    return provider === null ? [] : [[id, provider] as const];
  });
  return Object.fromEntries(providers);
}

function buildProvider(scope: Scope, id: string, entry: ProviderEntry): ProviderRule | null {
  const { report } = scope;
  const path = ['identity', id];
  valueOrProblem(report, path, 'invalid_name', parseName(id));
  const issuer = valueOrProblem(report, [...path, 'issuer'], 'invalid_issuer', parseIssuerUrl(entry.issuer, 'public'));
  const client = buildClient(scope, [...path, 'client'], entry.client);
  const user = entry.user ?? 'sub';
  valueOrProblem(report, [...path, 'user'], 'invalid_claim', parseClaimName(user));
  const tenant = buildTenantMapping(scope, [...path, 'tenant'], entry.tenant);
  const roles = buildRoleGrants(scope, [...path, 'roles'], entry.roles);
  if (issuer === null || client === null || tenant === null) return null;
  if (issuer.ofManyDirectories && !(tenant.kind === 'claim' && tenant.claim === DIRECTORY_CLAIM))
    report.add(
      [...path, 'issuer'],
      'open_provider',
      'The issuer stands for every directory of Microsoft.',
      'Write the issuer of your own directory, or name the directories by tenant: { claim: tid, in: [...] }.',
    );
  return {
    id,
    issuer: issuer.url,
    ofManyDirectories: issuer.ofManyDirectories,
    client,
    scopes: buildScopes(scope, [...path, 'scopes'], entry.scopes),
    user,
    tenant,
    roles,
    stepUp: buildStepUp(scope, [...path, 'stepUp'], entry.stepUp),
    window: buildWindow(scope, [...path, 'window'], entry.window),
    signals: buildSignals(scope, [...path, 'signals'], entry.signals),
    at: report.sourceLine(path),
  };
}

function buildClient({ report }: Scope, path: Path, entry: ProviderEntry['client']): ProviderClient | null {
  const { secret, key } = entry;
  const id = valueOrProblem(report, [...path, 'id'], 'invalid_claim', parseClaimText(entry.id));
  if (secret !== undefined && key !== undefined) {
    report.add(
      [...path, 'key'],
      'no_effect',
      'A client has either "secret" or "key".',
      'Remove one of the two.',
      'key',
    );
    return null;
  }
  const name = secret ?? key;
  if (name === undefined) {
    report.add(
      path,
      'missing_key',
      'The client has neither "secret" nor "key".',
      'Add "secret", such as OKTA_CLIENT_SECRET.',
    );
    return null;
  }
  const isKey = secret === undefined;
  valueOrProblem(report, [...path, isKey ? 'key' : 'secret'], 'invalid_name', parseBindingName(name));
  return id === null ? null : { id, proof: isKey ? { kind: 'key', key: name } : { kind: 'secret', secret: name } };
}

function buildScopes({ report }: Scope, path: Path, entry: ProviderEntry['scopes']): readonly string[] {
  if (entry === undefined) return DEFAULT_SCOPES;
  checkList(report, path, entry, { what: 'scope', emptyFix: 'Remove the key.' });
  for (const [index, scope] of entry.entries())
    valueOrProblem(report, [...path, index], 'invalid_claim', parseScope(scope));
  return [...new Set(['openid', ...entry])];
}

function buildWindow({ report }: Scope, path: Path, entry: ProviderEntry['window']): ProviderWindow | null {
  if (entry === undefined) return null;
  const { notBefore = null, notAfter = null } = entry;
  for (const [key, claim] of Object.entries({ notBefore, notAfter }))
    if (claim !== null) valueOrProblem(report, [...path, key], 'invalid_claim', parseClaimName(claim));
  if (notBefore === null && notAfter === null)
    report.add(
      path,
      'missing_key',
      'The window has neither "notBefore" nor "notAfter".',
      'Add one, or remove the key.',
    );
  return { notBefore, notAfter };
}
