import { isTenantId, type Refusal, refuse } from '@portcullis/rules/engine';
import { OPERATOR_SCOPES, type OperatorScope } from '@portcullis/rules/policy';
import { errorText } from '../core/failures/index.ts';
import { type AdminCaller, type AdminIssuer, verifyAdminToken } from '../core/tokens/index.ts';
import type { RoutedExchange } from '../pipeline/exchange.ts';
import { type EndpointContext, endWith } from './endpoint.ts';

/** Runs `act` for a caller whose admin token holds the scope and, where it is limited to a tenant, that tenant. */
export async function asAdmin(
  context: EndpointContext,
  scope: OperatorScope,
  act: (caller: AdminCaller) => Promise<Response | Refusal>,
): Promise<Response> {
  const { exchange } = context.env;
  const caller = await verifyAdminToken(exchange.request.headers.get('authorization'), scope, issuersOf(exchange), {
    gateway: exchange.config.engine.policy.gateway,
    nowSeconds: exchange.decision.request.nowSeconds,
  });
  if ('reason' in caller) return endWith(context, caller);
  exchange.notes.push(`admin:${scope}:${caller.name}`);
  const result = await actSafely(act, caller);
  return result instanceof Response ? result : endWith(context, result);
}

/** The same for a call about the tenant that its path names. */
export function asTenantAdmin(
  context: EndpointContext,
  scope: OperatorScope,
  act: (caller: AdminCaller, tenant: string) => Promise<Response | Refusal>,
): Promise<Response> {
  return asAdmin(context, scope, async (caller) => {
    const tenant = context.req.param('tenant') ?? '';
    if (!isTenantId(tenant))
      return refuse('admin_body_invalid', null, { publicDetail: 'The path holds no tenant id.' });
    return refuseOtherTenant(caller, tenant) ?? act(caller, tenant);
  });
}

/** Refuses a caller whose token is limited to another tenant; `null`: every tenant is asked for. */
export function refuseOtherTenant(caller: AdminCaller, tenant: string | null): Refusal | null {
  return caller.tenant === null || caller.tenant === tenant
    ? null
    : refuse('admin_scope_missing', null, { detail: 'other tenant' });
}

async function actSafely(
  act: (caller: AdminCaller) => Promise<Response | Refusal>,
  caller: AdminCaller,
): Promise<Response | Refusal> {
  try {
    return await act(caller);
  } catch (error) {
    const detail = errorText(error);
    return refuse('state_unavailable', null, { detail, retryAfterSeconds: 5 });
  }
}

function issuersOf({ config }: RoutedExchange): AdminIssuer[] {
  const origins = [...config.origins.values()].map(({ rule, keys }) => ({ origin: rule.id, keys, may: rule.may }));
  return [{ origin: null, keys: config.adminKeys, may: OPERATOR_SCOPES }, ...origins];
}
