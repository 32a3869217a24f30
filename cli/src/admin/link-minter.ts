import type { Policy } from '@portcullis/rules/policy';
import type { LinkedUser, Minted } from '../dev/index.ts';
import { CommandError } from '../io.ts';
import { checkKnown } from '../requests/known.ts';
import { checkTenant } from './check-tenant.ts';
import { signRoleToken } from './role-token.ts';
import { firstSigningKey } from './signing-key.ts';

/** Mints sessions for the sign-in links, by the rules that the gateway runs with. */
export function linkMinter(
  policy: Policy,
  settings: Readonly<Record<string, string>>,
): (user: LinkedUser) => Promise<Minted> {
  const key = firstSigningKey('ROLE_COOKIE_KEYS', settings['ROLE_COOKIE_KEYS'] ?? '');
  return async (user) => {
    const problem = problemOf(user, policy);
    if (problem !== null) return { problem };
    const { gateway, session } = policy;
    const who = { sub: user.user, tid: user.tenant, roles: user.roles, amr: ['pwd'] };
    return { token: await signRoleToken(key, { gateway, lifetimeSeconds: session.lifetimeSeconds, ...who }) };
  };
}

function problemOf({ tenant, user, roles }: LinkedUser, policy: Policy): string | null {
  try {
    checkTenant('tenant', tenant);
    checkKnown('roles', 'role', roles, policy.roles);
    return user === '' || roles.length === 0 ? 'The link needs tenant, user and roles.' : null;
  } catch (error) {
    if (error instanceof CommandError) return error.message;
    throw error;
  }
}
