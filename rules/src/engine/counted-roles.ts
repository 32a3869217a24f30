import type { Policy } from '../policy/index.ts';
import type { Engine } from './engine.ts';

/** Roles that a token can have: one of a machine, or one that a login service has minted. Sorted. */
export function rolesOfTokens({ tokens, issuers }: Pick<Policy, 'tokens' | 'issuers'>): readonly string[] {
  const ofIssuers = Object.values(issuers).flatMap(({ bearer, roles }) => (bearer ? roles : []));
  return [...new Set([...(tokens?.roles ?? []), ...ofIssuers])].toSorted();
}

/** Roles that count for who asks: all that the rules declare, or by a token those alone that one can have. */
export function countedRoles({ roles, policy }: Engine, byToken: boolean): ReadonlySet<string> {
  return byToken ? new Set(rolesOfTokens(policy).filter((role) => roles.has(role))) : roles;
}
