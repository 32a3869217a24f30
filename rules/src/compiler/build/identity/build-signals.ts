import type { ProviderSignals } from '../../../policy/index.ts';
import { type Path, valueOrProblem } from '../../problems/index.ts';
import type { ProviderEntry } from '../../shape/index.ts';
import { parseBindingName, parseClaimText } from '../../values/index.ts';
import type { Scope } from '../scope.ts';

/** Compiles what a provider may say. */
export function buildSignals(
  { report, rules }: Scope,
  path: Path,
  entry: ProviderEntry['signals'] = {},
): ProviderSignals {
  const { scim, universalLogout = false, backchannelLogout = false, events = false } = entry;
  if (scim !== undefined) valueOrProblem(report, [...path, 'scim'], 'invalid_name', parseBindingName(scim));
  if (typeof events === 'object')
    valueOrProblem(report, [...path, 'events', 'audience'], 'invalid_claim', parseClaimText(events.audience));
  const audience = typeof events === 'object' ? events.audience : rules.gateway;
  return {
    scim: scim ?? null,
    universalLogout,
    backchannelLogout,
    events: events === false ? null : { audience },
  };
}
