import { isTenantId, refuse, revocationEnd } from '@portcullis/rules/engine';
import { parseRevocation } from '../core/admin/index.ts';
import type { Revocation, RevocationScope } from '../state/port.ts';
import { asAdmin, refuseOtherTenant } from './admin.ts';
import type { EndpointContext } from './endpoint.ts';
import { isoTime } from './iso-time.ts';
import { readJsonObject } from './read-json.ts';

const MAX_BYTES = 4096;

/** `POST v1/revocations`: ends sessions issued up to now. Answered once the revocation holds. */
export function revoke(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'revoke', async (caller) => {
    const { request, config } = context.env.exchange;
    const asked = parseRevocation(await readJsonObject(request, MAX_BYTES));
    if (!asked.ok) return refuse('admin_body_invalid', null, { publicDetail: asked.problem });
    const refusal = refuseOtherTenant(caller, 'tenant' in asked.scope ? asked.scope.tenant : null);
    if (refusal !== null) return refusal;
    // An app is easier to compromise than an operator, and could keep every user signed out.
    if (asked.scope.kind === 'everyone' && !caller.may.includes('revoke-all'))
      return refuse('admin_scope_missing', null, { detail: 'revoke-all' });
    const notBefore = Date.now() / 1000;
    const revocation: Revocation = {
      scope: asked.scope,
      notBefore,
      expires: revocationEnd(notBefore, config.engine.policy),
      reason: asked.reason,
      by: caller.name,
    };
    await config.state.revoke(revocation);
    return context.json(shown(revocation), 201, { 'cache-control': 'no-store' });
  });
}

/** `GET v1/revocations[?tenant=…]`: those that still matter, newest first, at most 1000. */
export function listRevocations(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'revoke', async (caller) => {
    const asked = context.req.query('tenant');
    if (asked !== undefined && !isTenantId(asked))
      return refuse('admin_body_invalid', null, { publicDetail: '"tenant" is not a tenant id.' });
    const tenant = asked ?? caller.tenant;
    const refusal = refuseOtherTenant(caller, tenant);
    if (refusal !== null) return refusal;
    const revocations = await context.env.exchange.config.state.revocations(tenant);
    return context.json({ revocations: revocations.map(shown) }, 200, { 'cache-control': 'no-store' });
  });
}

function shown({ scope, notBefore, expires, reason, by }: Revocation): Record<string, unknown> {
  return {
    ...shownScope(scope),
    reason,
    by,
    notBefore: isoTime(notBefore),
    expires: isoTime(expires),
  };
}

function shownScope(scope: RevocationScope): Record<string, unknown> {
  switch (scope.kind) {
    case 'session':
      return { tenant: scope.tenant, session: scope.id };
    case 'user':
      return { tenant: scope.tenant, user: scope.id };
    case 'tenant':
      return { tenant: scope.tenant };
    case 'everyone':
      return { all: true };
  }
}
