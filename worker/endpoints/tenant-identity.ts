import {
  endpointPath,
  parseTenantProvider,
  type Refusal,
  refuse,
  showTenantProvider,
  tenantProviderId,
} from '@portcullis/rules/engine';
import type { AdminCaller } from '../core/tokens/index.ts';
import {
  changesOf,
  type EndedPeople,
  endBroughtSessions,
  type KeptProvider,
  problemOf,
  readTenantDocument,
  readTenantProvider,
  type TenantProviders,
  writeTenantProvider,
} from '../tenant-identity/index.ts';
import { asTenantAdmin } from './admin.ts';
import type { EndpointContext } from './endpoint.ts';
import { isoTime } from './iso-time.ts';
import { readJsonObject } from './read-json.ts';

const MAX_BYTES = 32 * 1024;
const NO_STORE = { 'cache-control': 'no-store' };

/** Whose provider a call is about, and who calls. */
interface Call {
  readonly tenant: string;
  readonly caller: AdminCaller;
  readonly tenants: TenantProviders;
}

/** `GET v1/tenants/{tid}/identity`: the provider that the tenant has brought, without the client's secret. */
export function getTenantIdentity(context: EndpointContext): Promise<Response> {
  return onIdentity(context, async ({ tenant, tenants }) => {
    const kept = await readTenantProvider(context.env.exchange.config.state, tenants, tenant);
    if (kept !== 'unreadable') return context.json(shown(tenant, kept), 200, NO_STORE);
    return refuse('admin_body_invalid', null, {
      detail: 'unreadable',
      publicDetail: `What is kept cannot be opened with the keys in ${tenants.rule.keys}. PUT it again, or DELETE it.`,
    });
  });
}

/**
 * `PUT v1/tenants/{tid}/identity[?force=true][&cursor=…]`: replaces it whole. A provider that does not answer now is taken for a mistake,
 * unless forced. A change of more than the client's secret and scopes ends the sessions that came by it before; where there are more
 * than one call ends, the answer says where to go on.
 */
export function putTenantIdentity(context: EndpointContext): Promise<Response> {
  return onIdentity(context, async ({ tenant, caller, tenants }) => {
    const { config, request, notes } = context.env.exchange;
    const { kept, version } = await readTenantDocument(config.state, tenants, tenant);
    const before = kept === 'unreadable' ? null : kept;
    const { rule, development } = tenants;
    const body = await readJsonObject(request, MAX_BYTES);
    const asked = parseTenantProvider(body, { rule, development, before: before?.provider ?? null });
    if (!asked.ok) return refuse('admin_body_invalid', null, { publicDetail: asked.problem });
    const problem = context.req.query('force') === 'true' ? null : await problemOf(tenants, asked.provider.issuer);
    if (problem !== null) return refuse('admin_body_invalid', null, { detail: 'provider', publicDetail: problem });
    const { changed, next } = changesOf(before, asked.provider, Date.now() / 1000);
    notes.push(`tenant_identity:${tenant}:${changed.join(',') || 'unchanged'}`);
    // Between the two, the provider was asked: what was read before must not overrule a change made meanwhile.
    if (!(await writeTenantProvider(config.state, tenants, tenant, next, version)))
      return refuse('state_unavailable', null, { detail: 'the document has just changed', retryAfterSeconds: 1 });
    const ended = await endBefore(context, tenant, caller, next.since);
    return context.json({ ...shown(tenant, next), ended }, 200, NO_STORE);
  });
}

/** `DELETE v1/tenants/{tid}/identity[?cursor=…]`: from now on it signs no one in, and the sessions that came by it end. */
export function deleteTenantIdentity(context: EndpointContext): Promise<Response> {
  return onIdentity(context, async ({ tenant, caller, tenants }) => {
    const { config, notes } = context.env.exchange;
    notes.push(`tenant_identity:${tenant}:removed`);
    await writeTenantProvider(config.state, tenants, tenant, null);
    const ended = await endBefore(context, tenant, caller, Date.now() / 1000);
    return context.json({ ...shown(tenant, null), ended }, 200, NO_STORE);
  });
}

function onIdentity(context: EndpointContext, act: (call: Call) => Promise<Response | Refusal>): Promise<Response> {
  return asTenantAdmin(context, 'tenant-identity', async (caller, tenant) => {
    const tenants = context.env.exchange.config.providers?.tenants ?? null;
    if (tenants === null)
      return refuse('admin_body_invalid', null, {
        publicDetail: 'The rules have no "tenantIdentity", so tenants bring no providers.',
      });
    return act({ tenant, caller, tenants });
  });
}

function endBefore(
  context: EndpointContext,
  tenant: string,
  { name: by }: AdminCaller,
  before: number,
): Promise<EndedPeople> {
  const { state, engine } = context.env.exchange.config;
  const ending = { state, rule: engine.policy.session, by };
  return endBroughtSessions(ending, tenant, before, context.req.query('cursor') ?? null);
}

function shown(tenant: string, kept: KeptProvider | null): Record<string, unknown> {
  const path = `${endpointPath('signIn')}/${tenantProviderId(tenant)}`;
  return {
    tenant,
    identity: kept === null ? null : showTenantProvider(kept.provider),
    since: kept === null ? null : isoTime(kept.since),
    signIn: path,
    callback: `${path}/callback`,
  };
}
