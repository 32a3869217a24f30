import { TENANT_POLICY_MEMBERS, type TenantPolicy } from '../context/tenant-policy.ts';
import { GateError } from './gate-error.ts';
import type { RevocationScope } from './gate-records.ts';
import { isTenantId } from './tenant-id.ts';

const SCOPES = '{ tenant, user }, { tenant, session }, { tenant } or { all: true }';

/** The scope as it may be sent. JSON would drop a `user` that is undefined, and so end the sessions of a whole tenant. */
export function checkScope(scope: RevocationScope): RevocationScope {
  if (typeof scope !== 'object' || scope === null) return refuse(`The scope must be ${SCOPES}.`);
  const names = Object.keys(scope).sort().join();
  if (!['all', 'tenant', 'session,tenant', 'tenant,user'].includes(names)) refuse(`The scope must be ${SCOPES}.`);
  if ('all' in scope) return scope.all === true ? scope : refuse('"all" must be true.');
  checkTenant(scope.tenant);
  if ('user' in scope && !isText(scope.user)) refuse('"user" must be a non-empty string.');
  if ('session' in scope && !isText(scope.session)) refuse('"session" must be a non-empty string.');
  return scope;
}

export function checkReason(reason: string): string {
  return isText(reason) ? reason : refuse('Say why: the reason must be a non-empty string.');
}

export function checkTenant(tenant: string): string {
  return isTenantId(tenant) ? tenant : refuse('"tenant" must be lower-case letters, digits and hyphens.');
}

/** The policy as it may be sent. JSON would drop what is undefined, and so lift it. */
export function checkPolicy(policy: Partial<TenantPolicy>): Readonly<Record<string, unknown>> {
  if (typeof policy !== 'object' || policy === null) return refuse('The policy must be an object.');
  for (const [name, value] of Object.entries(policy)) {
    if (!(TENANT_POLICY_MEMBERS as readonly string[]).includes(name))
      refuse(`A policy has only the members ${TENANT_POLICY_MEMBERS.join(', ')}.`);
    if (value === undefined) refuse(`"${name}" is undefined. Leave it out if it shall not be demanded any more.`);
  }
  return { ...policy };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function refuse(problem: string): never {
  throw new GateError('ERR_GATE_CALL', problem);
}
