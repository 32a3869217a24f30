import {
  createTenantAddressMatcher,
  formatAddress,
  type Refusal,
  refuse,
  type TenantPolicy,
} from '@portcullis/rules/engine';
import { parseTenantPolicy } from '../core/admin/index.ts';
import type { StatePort } from '../state/port.ts';
import { asAdmin, asTenantAdmin, refuseOtherTenant } from './admin.ts';
import type { EndpointContext } from './endpoint.ts';
import { isoTime } from './iso-time.ts';
import { readJsonObject } from './read-json.ts';

const MAX_BYTES = 64 * 1024;
const NO_STORE = { 'cache-control': 'no-store' };
const NO_POLICY: TenantPolicy = {
  suspended: false,
  addresses: [],
  requireMfa: false,
  forbidActAs: false,
  notBefore: 0,
};

type Act = (tenant: string, state: StatePort) => Promise<Response | Refusal>;

/** `GET v1/tenants/{tid}/policy`: what the tenant demands; a tenant without a policy demands nothing. */
export function getTenantPolicy(context: EndpointContext): Promise<Response> {
  return onTenant(context, async (tenant, state) =>
    context.json(shown(tenant, (await state.tenantPolicy(tenant)) ?? NO_POLICY), 200, NO_STORE),
  );
}

/**
 * `PUT v1/tenants/{tid}/policy[?force=true]`: replaces it whole. Holds from the next request on. A list of addresses
 * without the caller's own is taken for a mistake, unless forced.
 */
export function putTenantPolicy(context: EndpointContext): Promise<Response> {
  return onTenant(context, async (tenant, state) => {
    const asked = parseTenantPolicy(await readJsonObject(context.env.exchange.request, MAX_BYTES), tenant);
    if (!asked.ok) return refuse('admin_body_invalid', null, { publicDetail: asked.problem });
    const forced = context.req.query('force') === 'true';
    const lockout = forced ? null : await lockoutOf(context, tenant, asked.policy.addresses);
    if (lockout !== null) return refuse('admin_body_invalid', null, { detail: 'lockout', publicDetail: lockout });
    await state.setTenantPolicy(tenant, asked.policy);
    return context.json(shown(tenant, asked.policy), 200, NO_STORE);
  });
}

/** `DELETE v1/tenants/{tid}/policy`. */
export function deleteTenantPolicy(context: EndpointContext): Promise<Response> {
  return onTenant(context, async (tenant, state) => {
    await state.setTenantPolicy(tenant, null);
    return context.body(null, 204);
  });
}

/** `GET v1/tenants[?cursor=…]`: the tenants that have a policy, a page at a time. */
export function listTenants(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'tenant-policy', async (caller) => {
    const refusal = refuseOtherTenant(caller, null);
    if (refusal !== null) return refusal;
    const { entries, next } = await context.env.exchange.config.state.tenantPolicies(
      context.req.query('cursor') ?? null,
    );
    return context.json({ tenants: entries.map(({ tenant, policy }) => shown(tenant, policy)), next }, 200, NO_STORE);
  });
}

/** Why a new list of addresses would lock the caller out; `null` if it would not, or if it is in force already. */
async function lockoutOf(
  context: EndpointContext,
  tenant: string,
  prefixes: readonly string[],
): Promise<string | null> {
  const { config, decision } = context.env.exchange;
  const { address } = decision.request;
  if (prefixes.length === 0 || (address !== null && createTenantAddressMatcher(prefixes)(address))) return null;
  const present = (await config.state.tenantPolicy(tenant))?.addresses ?? [];
  if (new Set(present).symmetricDifference(new Set(prefixes)).size === 0) return null;
  const yours = address === null ? 'which the gateway cannot see' : formatAddress(address);
  return `"addresses" does not hold the address that you call from (${yours}), so it would lock you out. Add it, or repeat the call with ?force=true.`;
}

function onTenant(context: EndpointContext, act: Act): Promise<Response> {
  return asTenantAdmin(context, 'tenant-policy', (_caller, tenant) => act(tenant, context.env.exchange.config.state));
}

function shown(tenant: string, { notBefore, ...policy }: TenantPolicy): Record<string, unknown> {
  return { tenant, ...policy, notBefore: notBefore === 0 ? null : isoTime(notBefore) };
}
