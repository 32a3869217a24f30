import { isTenantId, type Refusal, refuse, type TenantPolicy } from '@portcullis/rules/engine';
import { parseTenantPolicy } from '../core/tenant-policy-request.ts';
import type { StatePort } from '../state/port.ts';
import { asAdmin, refuseOtherTenant } from './admin.ts';
import type { EndpointContext } from './endpoint.ts';
import { readJsonObject } from './read-json.ts';

const MAX_BYTES = 64 * 1024;
const NO_STORE = { 'cache-control': 'no-store' };
const NO_POLICY: TenantPolicy = { suspended: false, addresses: [], requireMfa: false, notBefore: 0 };

type Act = (tenant: string, state: StatePort) => Promise<Response | Refusal>;

/** `GET v1/tenants/{tid}/policy`: what the tenant demands; a tenant without a policy demands nothing. */
export function getTenantPolicy(context: EndpointContext): Promise<Response> {
  return onTenant(context, async (tenant, state) =>
    context.json(shown(tenant, (await state.tenantPolicy(tenant)) ?? NO_POLICY), 200, NO_STORE),
  );
}

/** `PUT v1/tenants/{tid}/policy`: replaces it whole. Holds from the next request on. */
export function putTenantPolicy(context: EndpointContext): Promise<Response> {
  return onTenant(context, async (tenant, state) => {
    const asked = parseTenantPolicy(await readJsonObject(context.env.exchange.request, MAX_BYTES));
    if (!asked.ok) return refuse('admin_body_invalid', null, { publicDetail: asked.problem });
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

function onTenant(context: EndpointContext, act: Act): Promise<Response> {
  return asAdmin(context, 'tenant-policy', async (caller) => {
    const tenant = context.req.param('tenant') ?? '';
    if (!isTenantId(tenant))
      return refuse('admin_body_invalid', null, { publicDetail: 'The path holds no tenant id.' });
    return refuseOtherTenant(caller, tenant) ?? act(tenant, context.env.exchange.config.state);
  });
}

function shown(tenant: string, { notBefore, ...policy }: TenantPolicy): Record<string, unknown> {
  return { tenant, ...policy, notBefore: notBefore === 0 ? null : new Date(notBefore * 1000).toISOString() };
}
