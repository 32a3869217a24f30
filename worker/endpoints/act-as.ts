import { GATEWAY_PREFIX, publicHostOf, refuse } from '@portcullis/rules/engine';
import {
  ACTING_PREFIX,
  type ActingClaims,
  type ActingRecord,
  actingSessionOf,
  LINK_SECONDS,
  parseActingRequest,
  readActingClaims,
} from '../core/act-as/index.ts';
import { keptKey } from '../core/kept/index.ts';
import { actAsPage, textsFor } from '../core/pages/index.ts';
import type { RoutedExchange } from '../pipeline/exchange.ts';
import { waysOn } from '../pipeline/page-request.ts';
import { openSession } from '../pipeline/sign-in.ts';
import { asAdmin, asTenantAdmin, refuseOtherTenant } from './admin.ts';
import { type EndpointContext, endWith } from './endpoint.ts';
import { isoTime } from './iso-time.ts';
import { readJsonObject, readText } from './read-json.ts';

const MAX_BYTES = 8192;
const NO_STORE = { 'cache-control': 'no-store' };
const PATH = `${GATEWAY_PREFIX}/act-as`;

/** `POST v1/act-as`: a link by which one person acts as a user, for a stated reason. It opens once, and at once. */
export function requestActing(context: EndpointContext): Promise<Response> {
  return asAdmin(context, 'act-as', async (caller) => {
    const { config, request, decision, notes } = context.env.exchange;
    const asked = parseActingRequest(await readJsonObject(request, MAX_BYTES), config.engine.roles);
    if (!asked.ok) return refuse('admin_body_invalid', null, { publicDetail: asked.problem });
    const { tenant, user, host, seconds, ...rest } = asked.request;
    const refusal = refuseOtherTenant(caller, tenant);
    if (refusal !== null) return refusal;
    const policy = await config.state.tenantPolicy(tenant);
    if (policy?.forbidActAs === true) return refuse('tenant_forbids_act_as');
    const where = hostFor(context.env.exchange, tenant, host);
    if (where === null)
      return refuse('admin_body_invalid', null, {
        publicDetail: 'This gateway does not have the "host", or not for this tenant.',
      });
    const expires = decision.request.nowSeconds + LINK_SECONDS;
    const claims: ActingClaims = {
      ...rest,
      iss: config.engine.policy.gateway,
      jti: crypto.randomUUID(),
      sub: user,
      tid: tenant,
      host: where,
      seconds,
      by: caller.name,
      exp: expires,
    };
    notes.push(`act_as:${rest.actor}:${tenant}:${user}`);
    const url = `${decision.request.target.scheme}://${where}${PATH}?code=${await config.signActing(claims)}`;
    return context.json({ url, expires: isoTime(expires) }, 201, NO_STORE);
  });
}

/** The host at which the link opens: the one that was asked for, if the tenant is at home there. */
function hostFor({ config }: RoutedExchange, tenant: string, asked: string | null): string | null {
  const { hosts } = config.engine.policy;
  const named = hosts.find(({ labels }) => labels.includes(null)) ?? hosts[0];
  const host = asked ?? named?.pattern.replace('{tenant}', tenant) ?? '';
  const match = config.engine.matchHost(host);
  return match === null || (match.tenant !== null && match.tenant !== tenant) ? null : host;
}

/** `GET act-as?code=…`: says who is about to act as whom. Nothing begins before the button: links are followed by machines, too. */
export async function showActing(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const code = context.req.query('code') ?? '';
  const claims = await claimsOf(exchange, code);
  if (claims === null) return endWith(context, refuse('act_as_link_over', null, { detail: 'link to act as a user' }));
  const texts = textsFor(exchange.request.headers.get('accept-language'));
  const page = actAsPage(
    { actor: claims.actor, user: claims.sub, tenant: claims.tid, reason: `${claims.ticket}: ${claims.reason}` },
    { texts, brand: exchange.config.engine.policy.pages ?? null, ways: waysOn(exchange), path: PATH, code },
  );
  return context.html(page, 200, {
    'cache-control': 'private, no-store',
    'content-language': texts.language,
    vary: 'Accept-Language',
  });
}

/** `POST act-as`: opens the session. A link is good for one. */
export async function startActing(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const { config, decision, request, notes, startedMs } = exchange;
  const code = new URLSearchParams((await readText(request, MAX_BYTES)) ?? '').get('code') ?? '';
  const claims = await claimsOf(exchange, code);
  if (claims === null) return endWith(context, refuse('act_as_link_over', null, { detail: 'link to act as a user' }));
  const { urlTenant, host } = decision;
  if (urlTenant !== null && urlTenant !== claims.tid)
    return endWith(context, refuse('tenant_mismatch', null, { detail: 'link to act as a user of another tenant' }));
  const once = {
    key: keptKey('once', 'acting', claims.jti),
    value: '',
    expires: claims.exp + LINK_SECONDS,
    ifVersion: null,
  };
  if (!(await config.state.writeKept(claims.tid, [once])))
    return endWith(context, refuse('act_as_link_over', null, { detail: 'link was used before' }));
  notes.push(`act_as:${claims.actor}:${claims.tid}:${claims.sub}:${claims.by}`);
  const { roles, policy } = config.engine;
  // As old as the request, so that what ends sessions meanwhile ends this one, too.
  const startedSeconds = Math.min(startedMs, Date.now()) / 1000;
  const session = actingSessionOf(claims, roles, policy.session.lifetimeSeconds, startedSeconds);
  const bound = host === null ? session : { ...session, place: publicHostOf(host.pattern) };
  const notAfter = Math.floor(session.issuedAtSeconds + claims.seconds);
  const refusal = await openSession(exchange, bound, { notBefore: null, notAfter, isOwn: false });
  return refusal === null ? context.body(null, 303, { location: '/', ...NO_STORE }) : endWith(context, refusal);
}

/** Judged by the time it is now: the code may have come long after the head of its request. */
async function claimsOf({ config, decision }: RoutedExchange, code: string): Promise<ActingClaims | null> {
  const verified = await config.verifyActing(code);
  const { gateway } = config.engine.policy;
  const { host } = decision.request.target;
  return verified.ok ? readActingClaims(verified.payload, { gateway, host, nowSeconds: Date.now() / 1000 }) : null;
}

/** `GET v1/tenants/{tid}/act-as[?cursor=…]`: who acted as whom, in the order of time, a page at a time. */
export function listActing(context: EndpointContext): Promise<Response> {
  return asTenantAdmin(context, 'act-as', async (_caller, tenant) => {
    const cursor = context.req.query('cursor') ?? null;
    const { entries, next } = await context.env.exchange.config.state.listKept(tenant, ACTING_PREFIX, cursor);
    return context.json(
      { sessions: entries.map(({ value }) => JSON.parse(value) as ActingRecord), next },
      200,
      NO_STORE,
    );
  });
}
