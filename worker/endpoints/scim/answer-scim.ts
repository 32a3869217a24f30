import { GATEWAY_PREFIX, refuse } from '@portcullis/rules/engine';
import { errorText } from '../../core/failures/index.ts';
import {
  errorBody,
  invalid,
  listResponse,
  RESOURCE_TYPES,
  readListPart,
  SCHEMAS,
  ScimError,
  SERVICE_PROVIDER_CONFIG,
} from '../../core/scim/index.ts';
import { directoryIn } from '../../directory/index.ts';
import { type EndpointContext, endWith } from '../endpoint.ts';
import { readText } from '../read-json.ts';
import { providerOf } from '../signals/index.ts';
import { answerGroups } from './groups.ts';
import { isTokenOf } from './is-token-of.ts';
import type { ScimCall } from './scim-call.ts';
import { answerUsers } from './users.ts';

const TYPE = { 'content-type': 'application/scim+json', 'cache-control': 'no-store' };
const MAX_BYTES = 512 * 1024;

/**
 * `scim/v2/{provider}/…`: the directory of an identity provider, kept up to date by its SCIM client (RFC 7644). The client shows a token
 * that the rules name; cookies mean nothing here. A change is answered once it is durable, and once the sessions that it ends have ended.
 */
export async function answerScim(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const rule = providerOf(exchange, context.req.param('provider'));
  const token = rule === null ? undefined : exchange.config.scimTokens.get(rule.id);
  if (rule === null || token === undefined) return endWith(context, refuse('no_route'));
  exchange.notes.push(`signal:scim:${rule.id}`);
  try {
    if (!(await isTokenOf(exchange.request.headers.get('authorization'), token)))
      throw new ScimError(401, null, 'The token is missing or not the one of this provider.');
    const { target } = exchange.decision.request;
    const base = `${GATEWAY_PREFIX}/scim/v2/${rule.id}`;
    const [resource = '', id, ...more] = target.path
      .slice(base.length + 1)
      .split('/')
      .map(decodeURIComponent);
    if (more.length > 0) throw new ScimError(404, null, 'There is no such endpoint.');
    return await answer({
      context,
      exchange,
      method: exchange.request.method === 'HEAD' ? 'GET' : exchange.request.method,
      resource: resource.toLowerCase(),
      id: id === undefined || id === '' ? null : id,
      query: new URLSearchParams(target.query.slice(1)),
      base: `${target.scheme}://${target.host}${base}`,
      directory: directoryIn(exchange.config.state, rule, exchange.config.engine.policy.session),
      readBody: () => readBody(exchange.request),
      json: (body, status = 200, headers = {}) =>
        new Response(JSON.stringify(body), { status, headers: { ...TYPE, ...headers } }),
      empty: () => new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } }),
    });
  } catch (error) {
    return error instanceof ScimError
      ? failed(context, error)
      : endWith(context, refuse('state_unavailable', rule.at, { detail: errorText(error), retryAfterSeconds: 5 }));
  }
}

function answer(call: ScimCall): Promise<Response> | Response {
  switch (call.resource) {
    case 'users':
      return answerUsers(call);
    case 'groups':
      return answerGroups(call);
    case 'serviceproviderconfig':
      return fixed(call, SERVICE_PROVIDER_CONFIG, null);
    case 'resourcetypes':
      return fixed(call, null, RESOURCE_TYPES);
    case 'schemas':
      return fixed(call, null, SCHEMAS);
    default:
      throw new ScimError(404, null, 'There is no such endpoint.');
  }
}

/** What the server says about itself. */
function fixed({ method, id, json }: ScimCall, one: object | null, list: readonly { id: string }[] | null): Response {
  if (method !== 'GET') throw new ScimError(405, null, 'This can only be read.');
  if (one !== null) return json(one);
  const found = (list ?? []).filter((each) => id === null || each.id === id);
  if (id === null) return json(listResponse(found.length, readListPart(undefined, undefined), found));
  const [only] = found;
  if (only === undefined) throw new ScimError(404, null, 'There is no such entry.');
  return json(only);
}

async function readBody(request: Request): Promise<unknown> {
  const text = await readText(request, MAX_BYTES);
  if (text === null) throw new ScimError(413, null, 'The body is missing, too long, or not UTF-8.');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('invalidSyntax', 'The body is not JSON.');
  }
}

function failed(context: EndpointContext, error: ScimError): Response {
  context.env.exchange.notes.push(`scim_error:${error.status}: ${error.message}`);
  const challenge = error.status === 401 ? { 'www-authenticate': 'Bearer' } : {};
  return new Response(JSON.stringify(errorBody(error)), { status: error.status, headers: { ...TYPE, ...challenge } });
}
