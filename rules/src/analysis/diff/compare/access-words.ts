import type { RouteRule, StepUp } from '../../../policy/index.ts';
import { durationWords } from '../order/index.ts';
import { momentsOf, momentWords } from '../sets/index.ts';

/** Everything that a route asks for, shortly. */
export function accessWords({ access, observe }: RouteRule): readonly string[] {
  const words = access.kind === 'public' ? ['public'] : [rolesWords(access.roles)];
  if (access.kind === 'roles') {
    if (access.stepUp !== null) words.push(stepUpWords(access.stepUp));
    if (access.actAs !== 'allowed') words.push(`act-as ${access.actAs}`);
  }
  if (access.addresses !== null) words.push(`addresses ${access.addresses.join(', ')}`);
  const { conditions } = access;
  if (conditions !== null) {
    if (conditions.tenant === 'required') words.push('at hosts that name the tenant');
    if (conditions.minTls !== null) words.push(`TLS 1.${conditions.minTls} or newer`);
    if (conditions.countries !== null) words.push(`countries ${conditions.countries.join(', ')}`);
    if (conditions.asns !== null) words.push(`asns ${conditions.asns.join(', ')}`);
    const moments = momentWords(momentsOf(conditions));
    if (moments !== 'always') words.push(moments);
  }
  if (observe.length > 0) words.push(`only observed: ${observe.toSorted().join(', ')}`);
  return words;
}

function rolesWords(roles: 'any' | readonly string[]): string {
  if (roles === 'any') return 'any role';
  return `${roles.length === 1 ? 'role' : 'roles'} ${roles.join(', ')}`;
}

function stepUpWords({ withinSeconds, methods }: StepUp): string {
  return `authenticated within ${durationWords(withinSeconds)}${methods.length === 0 ? '' : ` by ${methods.join(' or ')}`}`;
}
