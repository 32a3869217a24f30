import { hardEndOf, refuse, type Session, sessionOf } from '@portcullis/rules/engine';
import { isKeyPart, keptPrefix } from '../../core/kept/index.ts';
import { deviceName } from '../../core/renewal/index.ts';
import type { RoutedExchange } from '../../pipeline/exchange.ts';
import { stateUnavailable } from '../../pipeline/sessions/index.ts';
import { asTenantAdmin } from '../admin.ts';
import { type EndpointContext, endWith } from '../endpoint.ts';
import { isoTime } from '../iso-time.ts';
import { endEvery, endOne } from './end-sessions.ts';
import { type ListedSession, liveSessions, reaches } from './live-sessions.ts';

const NO_STORE = { 'cache-control': 'private, no-store' };

/**
 * `GET sessions[?cursor=…]`: where the user is signed in, a page at a time. Sessions that do not renew are not on record, but for this
 * one. A session that counts at one host alone shows those of that host.
 */
export async function listSessions(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const session = sessionOf(exchange.decision);
  if (session === null) return endWith(context, refuse('session_missing'));
  try {
    const cursor = context.req.query('cursor') ?? null;
    const page = await liveSessions(exchange, session.tenant, keptPrefix('session', session.user), cursor);
    const entries = page.entries.filter((each) => reaches(session, each));
    const isFirst = cursor === null && session.renewal === undefined;
    const listed = isFirst ? [unlisted(exchange, session), ...entries] : entries;
    const sessions = listed.map((each) => ({ ...shown(each), current: each.id === session.id }));
    return context.json({ sessions, next: page.next }, 200, NO_STORE);
  } catch (error) {
    return endWith(context, stateUnavailable(exchange, error));
  }
}

/** `DELETE sessions?id=…`, `?others` or `?all`: ends one session of the user, every other one, or all of them. */
export async function endSessions(context: EndpointContext): Promise<Response> {
  const { exchange } = context.env;
  const session = sessionOf(exchange.decision);
  if (session === null) return endWith(context, refuse('session_missing'));
  const id = context.req.query('id');
  const [others, all] = [context.req.query('others'), context.req.query('all')];
  if ([id, others, all].filter((each) => each !== undefined).length !== 1)
    return endWith(context, refuse('admin_body_invalid', null, { publicDetail: 'Say ?id=…, ?others or ?all.' }));
  try {
    const refusal =
      id === undefined ? await endEvery(exchange, session, all === undefined) : await endOne(exchange, session, id);
    return refusal === null ? context.body(null, 204) : endWith(context, refusal);
  } catch (error) {
    return endWith(context, stateUnavailable(exchange, error));
  }
}

/** `GET v1/tenants/{tid}/sessions[?user=…][&cursor=…]`: who is signed in, of sessions that renew. */
export function listTenantSessions(context: EndpointContext<'/v1/tenants/:tenant/sessions'>): Promise<Response> {
  return asTenantAdmin(context, 'revoke', async (_caller, tenant) => {
    const user = context.req.query('user');
    if (user !== undefined && !isKeyPart(user))
      return refuse('admin_body_invalid', null, { publicDetail: '"user" is not the id of a user.' });
    const prefix = user === undefined ? keptPrefix('session') : keptPrefix('session', user);
    const cursor = context.req.query('cursor') ?? null;
    const { entries, next } = await liveSessions(context.env.exchange, tenant, prefix, cursor);
    const sessions = entries.map((each) => ({ user: each.user, ...shown(each) }));
    return context.json({ sessions, next }, 200, { 'cache-control': 'no-store' });
  });
}

function unlisted({ request, decision }: RoutedExchange, session: Session): ListedSession {
  const { country } = decision.request;
  return {
    id: session.id,
    user: session.user,
    started: session.issuedAtSeconds,
    ends: hardEndOf(session),
    device: deviceName(request.headers.get('user-agent')),
    country,
    address: null,
    actor: session.actAs?.sub ?? null,
    bound: session.key !== undefined,
    host: session.host ?? null,
  };
}

function shown({ id, started, ends, device, country, address, actor, bound }: ListedSession) {
  return { id, since: isoTime(started), ends: isoTime(ends), device, country, address, actAs: actor, bound };
}
