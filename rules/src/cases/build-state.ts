import { HEALTHY_STATE, type StateDescription } from '../analysis/explain/index.ts';
import { checkReference, type Path, parseMoment, type Report, valueOrProblem } from '../compiler/index.ts';
import { type Engine, parsePrefix, type TenantPolicy } from '../engine/index.ts';
import type { StateEntry } from './schema.ts';

/** What shared state says in a case. */
export function buildState(
  report: Report,
  path: Path,
  entry: StateEntry | undefined,
  engine: Engine,
): StateDescription {
  if (entry === undefined) return HEALTHY_STATE;
  const { unavailable, exceeded = [], revoked = null, tenantPolicy } = entry;
  for (const [index, id] of exceeded.entries())
    checkReference(report, [...path, 'exceeded', index], id, new Set(engine.limits.keys()), 'limit');
  if (unavailable === true) {
    if (Object.keys(entry).length > 1)
      report.add(path, 'contradiction', 'State that is unavailable says nothing.', 'Remove what it would say.');
    return { kind: 'unavailable' };
  }
  const policy = tenantPolicy === undefined ? null : buildTenantPolicy(report, [...path, 'tenantPolicy'], tenantPolicy);
  return { kind: 'answered', exceeded, revokedBy: revoked, tenantPolicy: policy };
}

function buildTenantPolicy(report: Report, path: Path, entry: NonNullable<StateEntry['tenantPolicy']>): TenantPolicy {
  const { suspended = false, addresses = [], requireMfa = false, forbidActAs = false, notBefore } = entry;
  for (const [index, prefix] of addresses.entries()) {
    if (!('problem' in parsePrefix(prefix))) continue;
    const fix = 'Write one such as 203.0.113.0/24.';
    report.add([...path, 'addresses', index], 'invalid_address', `"${prefix}" is not a prefix.`, fix);
  }
  const moment =
    notBefore === undefined
      ? 0
      : valueOrProblem(report, [...path, 'notBefore'], 'invalid_quantity', parseMoment(notBefore));
  return { suspended, addresses, requireMfa, forbidActAs, notBefore: moment ?? 0 };
}
