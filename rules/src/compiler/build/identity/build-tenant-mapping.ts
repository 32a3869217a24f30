import type { TenantMapping } from '../../../policy/index.ts';
import { checkList, type Path, type Report, valueOrProblem } from '../../problems/index.ts';
import type { ProviderEntry } from '../../shape/index.ts';
import { parseClaimName, parseClaimText, parseTenantId } from '../../values/index.ts';
import type { Scope } from '../scope.ts';

/** Compiles how the tenant of a person is found; `null` where that cannot be said. */
export function buildTenantMapping(
  { report }: Scope,
  path: Path,
  entry: ProviderEntry['tenant'],
): TenantMapping | null {
  if (typeof entry === 'string') {
    const tenant = valueOrProblem(report, path, 'invalid_name', parseTenantId(entry));
    return tenant === null ? null : { kind: 'fixed', tenant };
  }
  const { claim, in: tenants, map } = entry;
  valueOrProblem(report, [...path, 'claim'], 'invalid_claim', parseClaimName(claim));
  if (tenants !== undefined && map !== undefined) {
    report.add([...path, 'map'], 'no_effect', 'A claim has either "in" or "map".', 'Remove one of the two.', 'key');
    return null;
  }
  if (tenants !== undefined) return { kind: 'claim', claim, tenants: ofThemselves(report, [...path, 'in'], tenants) };
  if (map !== undefined) return { kind: 'claim', claim, tenants: ofValues(report, [...path, 'map'], map) };
  report.add(
    path,
    'missing_key',
    'The claim could name any tenant: there is neither "in" nor "map".',
    'Add "in" with the tenants that the claim may name, or "map" from its values to tenants.',
  );
  return null;
}

function ofThemselves(report: Report, path: Path, tenants: readonly string[]): Readonly<Record<string, string>> {
  checkList(report, path, tenants, { what: 'tenant', emptyFix: 'List the tenants of this provider.' });
  for (const [index, tenant] of tenants.entries())
    valueOrProblem(report, [...path, index], 'invalid_name', parseTenantId(tenant));
  return Object.fromEntries(tenants.map((tenant) => [tenant, tenant]));
}

function ofValues(report: Report, path: Path, map: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  if (Object.keys(map).length === 0)
    report.add(path, 'empty_list', '"map" is empty.', 'Write the values of the claim, each with its tenant.');
  for (const [value, tenant] of Object.entries(map)) {
    const claim = parseClaimText(value);
    if (!claim.ok) report.add([...path, value], 'invalid_claim', claim.message, claim.fix, 'key');
    valueOrProblem(report, [...path, value], 'invalid_name', parseTenantId(tenant));
  }
  return map;
}
