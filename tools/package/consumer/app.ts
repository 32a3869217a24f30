import {
  createGateClient,
  createSessionGrants,
  requireRole,
  requireTenant,
  type TenantContext,
} from '@portcullis/origin';

declare const context: TenantContext;
const keys = { keys: [{ kty: 'oct', kid: 'k1', k: '' }] };

export const user: string = requireRole(context, 'owner', 'driver').user;
// @ts-expect-error: the rules know no such role
requireRole(context, 'onwer');

const session = { user: 'u1', tenant: 'acme', authenticationMethods: ['pwd'] };
const grants = createSessionGrants({ origin: 'app', gateway: 'edge', keys });
export const grant: Promise<string> = grants.grant(context, { ...session, roles: ['owner'] });
// @ts-expect-error: nor can it be granted
grants.grant(context, { ...session, roles: ['onwer'] });

export const tenant: string = requireTenant(context, 'acme').tenant;
// @ts-expect-error: an anonymous visitor has no user
export const unchecked: string = context.user;

const gate = createGateClient({ url: 'https://app.example.com', origin: 'app', gateway: 'edge', keys });
export const revoked: Promise<{ readonly notBefore: string }> = gate.revoke({ tenant: 'acme', user: 'u1' }, 'left');
// @ts-expect-error: a user is one of a tenant
gate.revoke({ user: 'u1' }, 'left');
