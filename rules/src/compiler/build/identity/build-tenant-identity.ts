import { TENANT_PROVIDER, type TenantIdentityRule } from '../../../policy/index.ts';
import { checkList, checkReferences, type Path, valueOrProblem } from '../../problems/index.ts';
import type { TenantIdentityEntry } from '../../shape/index.ts';
import { parseBindingName, parseIssuerPattern, parseOriginPattern } from '../../values/index.ts';
import type { Scope } from '../scope.ts';
import { buildSignals } from './build-signals.ts';
import { buildStepUp } from './build-step-up.ts';

const PLACE = ['tenantIdentity'];

/** Compiles the bounds of providers that tenants bring; `null` where none are taken. */
export function buildTenantIdentity(scope: Scope): TenantIdentityRule | null {
  const { report, declared, rules } = scope;
  if (rules.identity !== undefined && Object.hasOwn(rules.identity, TENANT_PROVIDER))
    report.add(
      ['identity', TENANT_PROVIDER],
      'reserved_name',
      `"${TENANT_PROVIDER}" stands for the tenant's own provider ("tenantIdentity").`,
      'Choose another name.',
      'key',
    );
  const entry = rules.tenantIdentity;
  if (entry === undefined) return null;
  checkReferences(report, [...PLACE, 'grant'], entry.grant, declared.roles, {
    what: 'role',
    emptyFix: 'Name the roles that tenants may give, or remove "tenantIdentity".',
  });
  checkPatterns(scope, [...PLACE, 'issuers'], entry.issuers, 'issuer');
  if (entry.endpoints !== undefined) checkPatterns(scope, [...PLACE, 'endpoints'], entry.endpoints, 'origin');
  valueOrProblem(report, [...PLACE, 'keys'], 'invalid_name', parseBindingName(entry.keys));
  const stepUp = buildStepUp(scope, [...PLACE, 'stepUp'], entry.stepUp);
  return {
    issuers: entry.issuers,
    endpoints: entry.endpoints ?? [],
    grant: entry.grant,
    stepUp: stepUp === null ? null : { acr: stepUp.acr, amr: stepUp.amr },
    signals: buildSignals(scope, [...PLACE, 'signals'], entry.signals),
    keys: entry.keys,
    at: report.sourceLine(PLACE),
  };
}

function checkPatterns(
  { report }: Scope,
  path: Path,
  entries: TenantIdentityEntry['issuers'],
  what: 'issuer' | 'origin',
): void {
  checkList(report, path, entries, { what, emptyFix: `List each ${what} that a tenant may name, or remove the key.` });
  const parse = what === 'issuer' ? parseIssuerPattern : parseOriginPattern;
  for (const [index, text] of entries.entries())
    valueOrProblem(report, [...path, index], 'invalid_issuer', parse(text));
}
