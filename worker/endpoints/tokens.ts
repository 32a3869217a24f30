import { type Refusal, refuse } from '@portcullis/rules/engine';
import type { TokensRule } from '@portcullis/rules/policy';
import { isKeyPart, type Kept, keptKey, keptPrefix } from '../core/kept/index.ts';
import {
  endOfToken,
  newTokenId,
  newTokenText,
  parseOverlap,
  parseTokenRequest,
  readServiceToken,
  type ServiceToken,
  sessionIdOfToken,
} from '../core/service-tokens/index.ts';
import { type AdminCaller, sha256 } from '../core/tokens/index.ts';
import type { StatePort } from '../state/port.ts';
import { asTenantAdmin } from './admin.ts';
import type { EndpointContext } from './endpoint.ts';
import { isoTime } from './iso-time.ts';
import { readJsonObject } from './read-json.ts';

const MAX_BYTES = 16 * 1024;
const NO_STORE = { 'cache-control': 'no-store' };

/** Whose tokens a call is about, and who calls. */
interface Call {
  readonly tenant: string;
  readonly caller: AdminCaller;
  readonly state: StatePort;
  readonly rule: TokensRule;
  readonly nowSeconds: number;
}

/** `POST v1/tenants/{tid}/tokens`: a new token. Only this answer shows it. */
export function createToken(context: EndpointContext): Promise<Response> {
  return onTokens(context, async ({ tenant, caller, state, rule, nowSeconds }) => {
    const body = await readJsonObject(context.env.exchange.request, MAX_BYTES);
    const asked = parseTokenRequest(body, rule, nowSeconds);
    if (!asked.ok) return refuse('admin_body_invalid', null, { publicDetail: asked.problem });
    const id = newTokenId();
    const { text, secret } = newTokenText(tenant, id);
    const token: ServiceToken = {
      ...asked.request,
      id,
      tenant,
      created: nowSeconds,
      by: caller.name,
      secrets: [{ hash: await sha256(secret), until: null }],
    };
    if (!(await write(state, token, null))) return justChanged();
    note(context, 'created', token);
    return context.json({ token: text, ...shown(token, rule) }, 201, NO_STORE);
  });
}

/** `GET v1/tenants/{tid}/tokens[?cursor=…]`: without their secrets, a page at a time. */
export function listTokens(context: EndpointContext): Promise<Response> {
  return onTokens(context, async ({ tenant, state, rule }) => {
    const { entries, next } = await state.listKept(tenant, keptPrefix('token'), context.req.query('cursor') ?? null);
    const tokens = entries.flatMap(({ value }) => readServiceToken(value) ?? []);
    return context.json({ tokens: tokens.map((token) => shown(token, rule)), next }, 200, NO_STORE);
  });
}

/** `POST v1/tenants/{tid}/tokens/{id}/rotate`: a new secret for the same token; the one before stays good for a while. */
export function rotateToken(context: EndpointContext): Promise<Response> {
  return onTokens(context, async ({ tenant, state, rule, nowSeconds }) => {
    const overlap = parseOverlap(await readJsonObject(context.env.exchange.request, MAX_BYTES));
    if (typeof overlap === 'string') return refuse('admin_body_invalid', null, { publicDetail: overlap });
    const [kept, token] = await find(context, tenant, state);
    if (kept === null || token === null) return noToken();
    const { text, secret } = newTokenText(tenant, token.id);
    const [last] = token.secrets;
    const until = nowSeconds + overlap;
    // Two are good at a time: with a third, the oldest ends at once.
    const secrets = [
      { hash: await sha256(secret), until: null },
      ...(last === undefined ? [] : [{ hash: last.hash, until }]),
    ];
    const next = { ...token, secrets };
    if (!(await write(state, next, kept.version))) return justChanged();
    note(context, 'rotated', next);
    return context.json({ token: text, ...shown(next, rule), oldUntil: isoTime(until) }, 200, NO_STORE);
  });
}

/** `DELETE v1/tenants/{tid}/tokens/{id}`: ends it everywhere, as a session ends. */
export function deleteToken(context: EndpointContext): Promise<Response> {
  return onTokens(context, async ({ tenant, caller, state, nowSeconds }) => {
    const [, token] = await find(context, tenant, state);
    if (token === null) return noToken();
    // First what every isolate learns: once it holds, that the token is still known does not matter.
    await state.revoke({
      scope: { kind: 'session', tenant, id: sessionIdOfToken(token.id) },
      notBefore: nowSeconds,
      expires: token.expires + 60,
      reason: 'token deleted',
      by: caller.name,
    });
    await state.writeKept(tenant, [{ key: keptKey('token', token.id), value: null, expires: null }]);
    note(context, 'deleted', token);
    return context.body(null, 204);
  });
}

function onTokens(context: EndpointContext, act: (call: Call) => Promise<Response | Refusal>): Promise<Response> {
  return asTenantAdmin(context, 'tokens', async (caller, tenant) => {
    const { config, decision } = context.env.exchange;
    const rule = config.engine.policy.tokens;
    if (rule === null)
      return refuse('admin_body_invalid', null, { publicDetail: 'The rules have no "tokens", so there can be none.' });
    return act({ tenant, caller, state: config.state, rule, nowSeconds: decision.request.nowSeconds });
  });
}

async function find(
  context: EndpointContext,
  tenant: string,
  state: StatePort,
): Promise<readonly [Kept | null, ServiceToken | null]> {
  const id = context.req.param('id');
  if (!isKeyPart(id)) return [null, null];
  const [kept = null] = await state.readKept(tenant, [keptKey('token', id)]);
  return [kept, kept === null ? null : readServiceToken(kept.value)];
}

function noToken(): Refusal {
  return refuse('admin_body_invalid', null, { publicDetail: 'The tenant has no token with this id.' });
}

function write(state: StatePort, token: ServiceToken, ifVersion: number | null): Promise<boolean> {
  const change = { key: keptKey('token', token.id), value: JSON.stringify(token), expires: token.expires, ifVersion };
  return state.writeKept(token.tenant, [change]);
}

function justChanged(): Refusal {
  return refuse('state_unavailable', null, { detail: 'the token has just changed', retryAfterSeconds: 1 });
}

/** For the audit event: after a token is deleted, nothing else says who made it, and what it could do. */
function note({ env }: EndpointContext, what: string, { tenant, id, name, roles }: ServiceToken): void {
  env.exchange.notes.push(`token_${what}:${tenant}:${id}:${name}:${roles.join(',')}`);
}

function shown(token: ServiceToken, rule: TokensRule): Record<string, unknown> {
  const { id, name, roles, addresses, created, by } = token;
  return { id, name, roles, addresses, created: isoTime(created), expires: isoTime(endOfToken(token, rule)), by };
}
